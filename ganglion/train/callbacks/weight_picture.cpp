#include "ganglion/train/callbacks/weight_picture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace ganglion::train {
namespace {

constexpr std::int64_t kMostPlaces = 256;  // to the right, and downwards
constexpr std::int64_t kSide = 256;        // pixels that a small picture is enlarged to

using PixelColour = std::array<std::uint8_t, 3>;
constexpr PixelColour kBetweenTiles = {232, 232, 232};
constexpr PixelColour kPositive = {37, 99, 201};
constexpr PixelColour kNegative = {217, 98, 43};

/// Of -1 to 1.
PixelColour colour_of(double value) {
  const PixelColour& full = value >= 0 ? kPositive : kNegative;
  PixelColour colour{};
  for (std::size_t i = 0; i < colour.size(); ++i) {
    colour[i] = static_cast<std::uint8_t>(std::lround(255.0 + (full[i] - 255.0) * std::abs(value)));
  }
  return colour;
}

/// Tiles of weights side by side, which lie one behind the other in memory, row by row.
struct Grid {
  std::int64_t down = 1;
  std::int64_t across = 1;
  std::int64_t high = 1;  // of a tile
  std::int64_t wide = 1;
  bool gaps = false;
};

std::optional<Grid> grid_of(const Shape& shape) {
  if (shape.size() == 0) return std::nullopt;
  if (shape.rank() == 2) return Grid{.high = shape[0], .wide = shape[1]};
  if (shape.rank() != 3 && shape.rank() != 4) return std::nullopt;
  return Grid{.down = shape[0],
              .across = shape[1],
              .high = shape.rank() == 4 ? shape[2] : 1,
              .wide = shape[shape.rank() - 1],
              .gaps = true};
}

/// A picture with a pixel for each place; `value_at` gives -1 to 1.
template <class ValueAt>
data::Image drawn(const Grid& grid, ValueAt value_at) {
  const std::int64_t gap = grid.gaps ? 1 : 0;
  const auto places = [&](std::int64_t tiles, std::int64_t size) {
    return std::min(kMostPlaces, tiles * (size + gap) - gap);
  };
  data::Image image{.height = places(grid.down, grid.high),
                    .width = places(grid.across, grid.wide),
                    .channels = 3};
  for (std::int64_t y = 0; y < image.height; ++y) {
    for (std::int64_t x = 0; x < image.width; ++x) {
      const std::int64_t row = y % (grid.high + gap);
      const std::int64_t column = x % (grid.wide + gap);
      const bool between = row == grid.high || column == grid.wide;
      const std::int64_t tile = y / (grid.high + gap) * grid.across + x / (grid.wide + gap);
      const std::int64_t at = (tile * grid.high + row) * grid.wide + column;
      const PixelColour colour = between ? kBetweenTiles : colour_of(value_at(at));
      image.pixels.insert(image.pixels.end(), colour.begin(), colour.end());
    }
  }
  return image;
}

data::Image as_large_as_needed(const data::Image& small) {
  const std::int64_t times = std::max<std::int64_t>(1, kSide / std::max(small.height, small.width));
  data::Image image{.height = small.height * times, .width = small.width * times, .channels = 3};
  for (std::int64_t y = 0; y < image.height; ++y) {
    for (std::int64_t x = 0; x < image.width; ++x) {
      const auto from = small.pixels.begin() + 3 * (y / times * small.width + x / times);
      image.pixels.insert(image.pixels.end(), from, from + 3);
    }
  }
  return image;
}

}  // namespace

std::optional<data::Image> weight_picture(const Tensor& weights) {
  const std::optional<Grid> grid = grid_of(weights.shape());
  if (!grid) return std::nullopt;
  const Tensor copy = weights.cast(DType::f32);
  const auto values = copy.values<float>();
  double most = 0.0;
  for (const float value : values) {
    if (!std::isfinite(value)) return std::nullopt;
    most = std::max(most, std::abs(static_cast<double>(value)));
  }
  if (most == 0.0) most = 1.0;
  return as_large_as_needed(
      drawn(*grid, [&](std::int64_t at) { return values[static_cast<std::size_t>(at)] / most; }));
}

}  // namespace ganglion::train
