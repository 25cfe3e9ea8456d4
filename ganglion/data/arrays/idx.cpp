#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/data/arrays/arrays.h"
#include "ganglion/data/text/gzip.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

template <class From, class To>
Tensor big_endian(std::string_view bytes, const Shape& shape) {
  Tensor result(shape, dtype_of<To>);
  auto to = result.values<To>();
  for (std::size_t i = 0; i < to.size(); ++i) {
    std::array<char, sizeof(From)> reversed{};
    std::reverse_copy(bytes.data() + i * sizeof(From), bytes.data() + (i + 1) * sizeof(From),
                      reversed.begin());
    to[i] = static_cast<To>(std::bit_cast<From>(reversed));
  }
  return result;
}

struct Format {
  int code;
  std::size_t bytes;
  Tensor (*read)(std::string_view, const Shape&);
};

constexpr std::array<Format, 6> kFormats = {{
    {0x08, 1, big_endian<std::uint8_t, std::uint8_t>},
    {0x09, 1, big_endian<std::int8_t, std::int32_t>},
    {0x0B, 2, big_endian<std::int16_t, std::int32_t>},
    {0x0C, 4, big_endian<std::int32_t, std::int32_t>},
    {0x0D, 4, big_endian<float, float>},
    {0x0E, 8, big_endian<double, double>},
}};

const Format* format_of(std::string_view bytes) {
  if (bytes.size() < 4 || bytes[0] != 0 || bytes[1] != 0) return nullptr;
  const auto* format = std::ranges::find(kFormats, static_cast<int>(bytes[2]), &Format::code);
  return format == kFormats.end() ? nullptr : format;
}

}  // namespace

bool is_idx(std::string_view bytes) {
  return format_of(bytes) != nullptr && bytes[3] >= 1 && bytes[3] <= Shape::kMaxRank;
}

Tensor parse_idx(std::string_view bytes, const std::string& source) {
  if (!is_idx(bytes)) {
    throw Error(source +
                ": not an IDX file (they begin with two zero bytes, the type and the rank)");
  }
  const Format& format = *format_of(bytes);
  const auto rank = static_cast<std::size_t>(bytes[3]);
  const auto fail = [&](const std::string& what) {
    throw Error(fmt::format("{}: {}; the file is damaged or truncated", source, what));
  };
  if (bytes.size() < 4 + 4 * rank) fail("the dimensions of the array are missing");
  std::vector<std::int64_t> extents;
  std::uint64_t size = 1;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    std::uint32_t extent = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      extent = extent << 8U | static_cast<unsigned char>(bytes[4 + 4 * axis + i]);
    }
    extents.push_back(extent);
    if (extent != 0 && size > bytes.size() / extent) fail("it declares more numbers than it holds");
    size *= extent;
  }
  const std::string_view body = bytes.substr(4 + 4 * rank);
  if (body.size() != size * format.bytes) {
    fail(fmt::format("{} numbers of {} bytes are declared, but {} bytes follow", size, format.bytes,
                     body.size()));
  }
  return format.read(body, Shape(extents));
}

Tensor read_idx(const std::string& path, std::int64_t limit) {
  std::string bytes = read_text(path);
  if (is_gzip(bytes)) bytes = gunzip(bytes, path, limit);
  return parse_idx(bytes, path);
}

Dataset read_idx_dataset(const std::string& images, const std::string& labels) {
  Dataset data{.features = read_idx(images).cast(DType::f32),
               .targets = read_idx(labels).cast(DType::i32)};
  if (data.targets.shape().rank() != 1 || data.targets.shape()[0] != data.rows()) {
    throw Error(fmt::format("{}: labels {} for {} images in {}; one label per image is needed",
                            labels, data.targets.shape().to_string(), data.rows(), images));
  }
  return data;
}

}  // namespace ganglion::data
