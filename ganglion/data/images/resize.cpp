#include <algorithm>
#include <cmath>

#include "ganglion/data/images/image.h"

namespace ganglion::data {
namespace {

/// Which pixels of a line count how much for one pixel of the new line.
struct Share {
  std::int64_t first = 0;
  std::vector<float> weights = {};
};

/// A triangle around each new pixel's middle, as wide as two old pixels, or two new ones where the
/// line gets shorter: so every old pixel counts.
std::vector<Share> shares(std::int64_t from, std::int64_t to) {
  const double step = static_cast<double>(from) / static_cast<double>(to);
  const double reach = std::max(step, 1.0);
  std::vector<Share> result;
  for (std::int64_t i = 0; i < to; ++i) {
    const double middle = (static_cast<double>(i) + 0.5) * step;
    const auto first = std::max<std::int64_t>(0, std::llround(std::floor(middle - reach)));
    const auto last = std::min<std::int64_t>(from, std::llround(std::ceil(middle + reach)));
    Share share{.first = first};
    double sum = 0.0;
    for (std::int64_t j = first; j < last; ++j) {
      const double apart = std::abs(static_cast<double>(j) + 0.5 - middle) / reach;
      const double weight = std::max(0.0, 1.0 - apart);
      share.weights.push_back(static_cast<float>(weight));
      sum += weight;
    }
    for (float& weight : share.weights) weight = static_cast<float>(weight / sum);
    result.push_back(std::move(share));
  }
  return result;
}

// Bytes can be shuffled within a register from AVX2 on: ten times as fast as one by one.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(GANGLION_SANITIZED)
#define GANGLION_SHUFFLES __attribute__((target_clones("avx2", "default"), optimize("O3")))
#else
#define GANGLION_SHUFFLES
#endif

GANGLION_SHUFFLES void split_colours(const std::uint8_t* __restrict pixels,
                                     std::uint8_t* __restrict red, std::uint8_t* __restrict green,
                                     std::uint8_t* __restrict blue, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    red[i] = pixels[3 * i];
    green[i] = pixels[3 * i + 1];
    blue[i] = pixels[3 * i + 2];
  }
}

template <class Number, class To>
void split_planes(const ImageOf<Number>& image, std::span<To> planes) {
  const auto channels = static_cast<std::size_t>(image.channels);
  const std::size_t plane = image.pixels.size() / channels;
  if constexpr (sizeof(To) == 1) {
    if (channels == 3) {
      return split_colours(image.pixels.data(), planes.data(), planes.data() + plane,
                           planes.data() + 2 * plane, plane);
    }
  }
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t i = 0; i < plane; ++i) planes[c * plane + i] = image.pixels[i * channels + c];
  }
}

/// [height, width, channels] to [height, to, channels], not yet rounded.
template <class Number>
std::vector<float> narrowed(const ImageOf<Number>& image, std::int64_t to) {
  const std::vector<Share> columns = shares(image.width, to);
  const auto channels = static_cast<std::size_t>(image.channels);
  std::vector<float> result(static_cast<std::size_t>(image.height * to) * channels, 0.0F);
  float* out = result.data();
  for (std::int64_t y = 0; y < image.height; ++y) {
    const Number* row = image.pixels.data() + static_cast<std::size_t>(y * image.width) * channels;
    for (const Share& share : columns) {
      const Number* pixel = row + static_cast<std::size_t>(share.first) * channels;
      for (const float weight : share.weights) {
        for (std::size_t c = 0; c < channels; ++c) out[c] += weight * static_cast<float>(*pixel++);
      }
      out += channels;
    }
  }
  return result;
}

/// `store` makes a number of the result of a weighted sum.
template <class Number, class To, class Store>
void resize_with(const ImageOf<Number>& image, ImageSize size, std::span<To> planes,
                 const Store& store) {
  if (image.height == size.height && image.width == size.width) return split_planes(image, planes);
  const std::vector<float> narrow = narrowed(image, size.width);
  const std::vector<Share> rows = shares(image.height, size.height);
  const auto channels = static_cast<std::size_t>(image.channels);
  const std::size_t line = static_cast<std::size_t>(size.width) * channels;
  const std::size_t plane = static_cast<std::size_t>(size.height * size.width);
  std::vector<float> sums(line);
  for (std::size_t y = 0; y < rows.size(); ++y) {
    std::ranges::fill(sums, 0.0F);
    const float* from = narrow.data() + static_cast<std::size_t>(rows[y].first) * line;
    for (const float weight : rows[y].weights) {
      for (std::size_t i = 0; i < line; ++i) sums[i] += weight * *from++;
    }
    for (std::size_t i = 0; i < line; ++i) {
      planes[i % channels * plane + y * static_cast<std::size_t>(size.width) + i / channels] =
          store(sums[i]);
    }
  }
}

}  // namespace

void resize(const Image& image, ImageSize size, std::span<std::uint8_t> planes) {
  resize_with(image, size, planes, [](float sum) {
    return static_cast<std::uint8_t>(std::clamp(sum + 0.5F, 0.0F, 255.0F));
  });
}

void resize(const DeepImage& image, ImageSize size, std::span<float> planes) {
  resize_with(image, size, planes, [](float sum) { return std::clamp(sum, 0.0F, 65535.0F); });
}

}  // namespace ganglion::data
