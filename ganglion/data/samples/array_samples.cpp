#include "ganglion/data/samples/array_samples.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "ganglion/core/error.h"
#include "ganglion/data/label_names.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

/// Whether so many channels are those of an image.
bool colours(std::int64_t channels) {
  return channels == 1 || channels == 3 || channels == 4;
}

/// [rows, a, b] to [rows, b, a].
template <class T>
Tensor swapped(const Tensor& from, std::int64_t a, std::int64_t b) {
  const std::int64_t rows = from.shape()[0];
  Tensor result(Shape{rows, b, a}, from.dtype());
  const auto source = from.values<T>();
  const auto target = result.template values<T>();
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t i = 0; i < a; ++i) {
      for (std::int64_t j = 0; j < b; ++j) {
        target[static_cast<std::size_t>((row * b + j) * a + i)] =
            source[static_cast<std::size_t>((row * a + i) * b + j)];
      }
    }
  }
  return result;
}

Tensor swap_axes(const Tensor& from, std::int64_t a, std::int64_t b) {
  return from.dtype() == DType::u8 ? swapped<std::uint8_t>(from, a, b) : swapped<float>(from, a, b);
}

/// Bytes stay bytes, all else is floats.
Tensor numbers(const Tensor& array) {
  return array.dtype() == DType::u8 ? array : array.cast(DType::f32);
}

/// Images of bytes end at 255; larger numbers are those of 16 bits.
std::int64_t range_bits(const Tensor& pixels) {
  if (pixels.dtype() != DType::f32) return 8;
  const auto values = pixels.values<float>();
  return std::ranges::any_of(values, [](float value) { return value > 255.0F; }) ? 16 : 8;
}

std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  constexpr std::int64_t kMax = 100'000'000;
  if (error != std::errc() || stop != end || value < 1 || value > kMax) return std::nullopt;
  return value;
}

}  // namespace

SignalShape signal_shape(const std::string& text) {
  if (text.empty()) return {};
  const std::size_t x = text.find('x');
  const auto channels = whole(std::string_view(text).substr(0, x));
  const auto length = x == std::string::npos ? std::optional<std::int64_t>(0)
                                             : whole(std::string_view(text).substr(x + 1));
  if (!channels || !length) {
    throw Error(fmt::format(
        "{}: give CHANNELSxLENGTH, such as 6x100; or CHANNELS; or nothing for one channel",
        shown(text)));
  }
  return {.channels = *channels, .length = *length};
}

namespace {

Samples images_in(const Tensor& pixels, const std::string& source) {
  const Shape& shape = pixels.shape();
  if (shape.rank() == 3) {
    return {SampleKind::image, pixels.reshaped(Shape{shape[0], 1, shape[1], shape[2]})};
  }
  if (shape.rank() == 4 && colours(shape[3])) {
    Tensor flat = pixels.reshaped(Shape{shape[0], shape[1] * shape[2], shape[3]});
    return {SampleKind::image, swap_axes(flat, shape[1] * shape[2], shape[3])
                                   .reshaped(Shape{shape[0], shape[3], shape[1], shape[2]})};
  }
  if (shape.rank() == 4 && colours(shape[1])) return {SampleKind::image, pixels};
  throw Error(
      fmt::format(
          "{}: an array {} can't be images, which are [rows, height, width], [rows, height, width, "
          "channels] or [rows, channels, height, width] with 1, 3 or 4 channels; signals need "
          "`signal`",
          source, shape.to_string()),
      {.setting = "signal"});
}

}  // namespace

Samples image_samples(const Tensor& array, const std::string& source) {
  const Tensor pixels = numbers(array);
  return images_in(pixels, source).with_units({.bits = range_bits(pixels)});
}

Samples signal_samples(const Tensor& array, const SignalShape& wanted, const std::string& source) {
  const Shape& shape = array.shape();
  const auto fits = [&](std::int64_t channels, std::int64_t length) {
    return channels == wanted.channels && (wanted.length == 0 || wanted.length == length);
  };
  if (shape.rank() == 3 && fits(shape[1], shape[2])) return {SampleKind::signal, numbers(array)};
  if (shape.rank() == 3 && fits(shape[2], shape[1])) {
    return {SampleKind::signal, swap_axes(numbers(array), shape[1], shape[2])};
  }
  const std::int64_t width = shape.rank() == 2 ? shape[1] : 0;
  if (width > 0 && width % wanted.channels == 0 && fits(wanted.channels, width / wanted.channels)) {
    return {SampleKind::signal,
            numbers(array).reshaped(Shape{shape[0], wanted.channels, width / wanted.channels})};
  }
  throw Error(fmt::format("{}: an array {} can't be signals of {}; give their shape with `signal = "
                          "CHANNELSxLENGTH`",
                          source, shape.to_string(),
                          wanted.length > 0 ? fmt::format("{}x{}", wanted.channels, wanted.length)
                                            : fmt::format("{} channel{}", wanted.channels,
                                                          wanted.channels == 1 ? "" : "s")),
              {.setting = "signal"});
}

bool holds_samples(const std::vector<NamedArray>& arrays) {
  return std::ranges::any_of(arrays,
                             [](const NamedArray& a) { return a.tensor.shape().rank() >= 3; });
}

Table sample_table(const std::vector<NamedArray>& arrays, const std::string& source,
                   const std::optional<SignalShape>& signal) {
  // Labels may be one-hot.
  const auto rank = [](const NamedArray& array) {
    const int all = array.tensor.shape().rank();
    return names_labels(array.name) && all == 2 ? 1 : all;
  };
  const auto largest = std::ranges::max_element(arrays, {}, rank);
  std::vector<NamedArray> others;
  for (const NamedArray& array : arrays) {
    if (&array == &*largest) continue;
    if (rank(array) >= 3) {
      throw Error(
          fmt::format("{}: the arrays {} and {} both hold {}; keep only one of them in the file",
                      source, largest->name, array.name, signal ? "signals" : "images"));
    }
    others.push_back(array);
  }
  const std::int64_t rows = largest->tensor.shape()[0];
  for (const NamedArray& array : others) {
    const Shape& shape = array.tensor.shape();
    if (shape.rank() > 0 && shape[0] == rows) continue;
    throw Error(fmt::format("{}: {} {}s, but {} is {}; one entry for each is needed", source, rows,
                            name_of(signal ? SampleKind::signal : SampleKind::image),
                            array.name.empty() ? "the other array" : array.name,
                            shape.to_string()));
  }
  if (rows == 0) throw Error(source + ": there are no rows in it");
  Samples samples = signal ? signal_samples(largest->tensor, *signal, source)
                           : image_samples(largest->tensor, source);
  const Table table = others.empty() ? Table(source, {}) : table_of(others, source);
  return table.with_samples(std::move(samples));
}

}  // namespace ganglion::data
