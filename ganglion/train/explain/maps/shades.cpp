#include "ganglion/train/explain/maps/shades.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ganglion::train {
namespace {

using Colour = std::array<double, 3>;

constexpr Colour kWhite = {255, 255, 255};
constexpr Colour kRed = {178, 24, 43};
constexpr Colour kBlue = {33, 102, 172};

std::uint8_t byte(double value) {
  if (std::isnan(value)) return 0;
  return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0, 255.0)));
}

double mixed(double from, double to, double share) {
  return from + (to - from) * share;
}

double lightness(const data::Image& image, std::size_t pixel) {
  const auto channels = static_cast<std::size_t>(image.channels);
  if (channels < 3) return image.pixels[pixel * channels];
  const std::uint8_t* p = image.pixels.data() + pixel * channels;
  return 0.299 * p[0] + 0.587 * p[1] + 0.114 * p[2];
}

}  // namespace

double largest_size(std::span<const double> values) {
  double most = 0.0;
  for (const double value : values) most = std::max(most, std::abs(value));
  return most;
}

Shades shades_of(std::span<const double> values) {
  if (values.empty()) return {};
  const auto [low, high] = std::ranges::minmax(values);
  // Scaled and back, whole numbers are whole but for rounding.
  const bool whole = std::ranges::all_of(
      values, [](double value) { return std::abs(value - std::round(value)) < 0.01; });
  if (whole && low > -0.5 && high < 255.5 && high > 16.0) return {};
  return {low, high};
}

data::Image photo(const Tensor& values, const Shades& shades) {
  const Shape& shape = values.shape();
  const auto channels = static_cast<std::size_t>(shape[0]);
  const bool shown = channels == 1 || channels == 3 || channels == 4;
  const auto plane = static_cast<std::size_t>(shape[1] * shape[2]);
  data::Image image{.height = shape[1], .width = shape[2], .channels = shown ? shape[0] : 1};
  const double range = shades.high > shades.low ? shades.high - shades.low : 1.0;
  const auto numbers = values.values<double>();
  for (std::size_t i = 0; i < plane; ++i) {
    double mean = 0.0;
    for (std::size_t c = 0; c < channels; ++c) {
      const double share = (numbers[c * plane + i] - shades.low) / range;
      if (shown) image.pixels.push_back(byte(255.0 * share));
      mean += share / static_cast<double>(channels);
    }
    if (!shown) image.pixels.push_back(byte(255.0 * mean));
  }
  return image;
}

data::Image signed_picture(const Tensor& values, double most) {
  data::Image image{.height = values.shape()[0], .width = values.shape()[1], .channels = 3};
  for (const double value : values.values<double>()) {
    const double share = most > 0.0 ? std::clamp(value / most, -1.0, 1.0) : 0.0;
    const Colour& end = share < 0.0 ? kBlue : kRed;
    for (std::size_t c = 0; c < 3; ++c) {
      image.pixels.push_back(byte(mixed(kWhite[c], end[c], std::abs(share))));
    }
  }
  return image;
}

data::Image heated(const data::Image& photo, std::span<const double> heat) {
  data::Image image{.height = photo.height, .width = photo.width, .channels = 3};
  const double most = largest_size(heat);
  for (std::size_t i = 0; i < heat.size(); ++i) {
    const double grey = mixed(lightness(photo, i), 255.0, 0.35);
    const double share = most > 0.0 ? 0.85 * heat[i] / most : 0.0;
    for (const double end : kRed) image.pixels.push_back(byte(mixed(grey, end, share)));
  }
  return image;
}

data::Image enlarged(const data::Image& image, std::int64_t times) {
  data::Image result{
      .height = image.height * times, .width = image.width * times, .channels = image.channels};
  result.pixels.resize(static_cast<std::size_t>(result.height * result.width * result.channels));
  auto out = result.pixels.begin();
  for (std::int64_t y = 0; y < result.height; ++y) {
    for (std::int64_t x = 0; x < result.width; ++x) {
      const std::int64_t from = ((y / times) * image.width + x / times) * image.channels;
      out = std::copy_n(image.pixels.begin() + from, image.channels, out);
    }
  }
  return result;
}

data::Image shrunk(const data::Image& image, std::int64_t most) {
  const std::int64_t longer = std::max(image.height, image.width);
  if (longer <= most) return image;
  const data::ImageSize size = {std::max<std::int64_t>(1, image.height * most / longer),
                                std::max<std::int64_t>(1, image.width * most / longer)};
  std::vector<std::uint8_t> planes(
      static_cast<std::size_t>(size.height * size.width * image.channels));
  data::resize(image, size, planes);
  data::Image result{.height = size.height, .width = size.width, .channels = image.channels};
  const auto plane = static_cast<std::size_t>(size.height * size.width);
  for (std::size_t i = 0; i < plane; ++i) {
    for (std::size_t c = 0; c < static_cast<std::size_t>(image.channels); ++c) {
      result.pixels.push_back(planes[c * plane + i]);
    }
  }
  return result;
}

std::vector<double> stretched(const Tensor& values, std::int64_t height, std::int64_t width) {
  const std::int64_t rows = values.shape()[0];
  const std::int64_t columns = values.shape()[1];
  const auto numbers = values.values<double>();
  const auto at = [&](std::int64_t y, std::int64_t x) {
    return numbers[static_cast<std::size_t>(y * columns + x)];
  };
  const auto place = [](std::int64_t i, std::int64_t from, std::int64_t to) {
    const double middle =
        (static_cast<double>(i) + 0.5) * static_cast<double>(from) / static_cast<double>(to) - 0.5;
    return std::clamp(middle, 0.0, static_cast<double>(from - 1));
  };
  std::vector<double> result;
  for (std::int64_t y = 0; y < height; ++y) {
    const double down = place(y, rows, height);
    const auto top = static_cast<std::int64_t>(down);
    const std::int64_t bottom = std::min(top + 1, rows - 1);
    for (std::int64_t x = 0; x < width; ++x) {
      const double across = place(x, columns, width);
      const auto left = static_cast<std::int64_t>(across);
      const std::int64_t right = std::min(left + 1, columns - 1);
      const double share = across - static_cast<double>(left);
      result.push_back(mixed(mixed(at(top, left), at(top, right), share),
                             mixed(at(bottom, left), at(bottom, right), share),
                             down - static_cast<double>(top)));
    }
  }
  return result;
}

}  // namespace ganglion::train
