#include "ganglion/train/explain/maps/tiles.h"

#include <algorithm>
#include <cmath>

namespace ganglion::train {

constexpr std::uint8_t kGapGrey = 128;

data::Image tiled(const std::vector<data::Image>& tiles, std::int64_t columns, std::int64_t gap) {
  const auto count = static_cast<std::int64_t>(tiles.size());
  columns = std::min(columns, count);
  const std::int64_t rows = (count + columns - 1) / columns;
  const data::Image& first = tiles.front();
  data::Image image{.height = rows * (first.height + gap) - gap,
                    .width = columns * (first.width + gap) - gap,
                    .channels = first.channels};
  image.pixels.assign(static_cast<std::size_t>(image.height * image.width * image.channels),
                      kGapGrey);
  for (std::int64_t i = 0; i < count; ++i) {
    const data::Image& tile = tiles[static_cast<std::size_t>(i)];
    const std::int64_t left = i % columns * (first.width + gap);
    const std::int64_t top = i / columns * (first.height + gap);
    const std::int64_t line = tile.width * tile.channels;
    for (std::int64_t y = 0; y < tile.height; ++y) {
      std::copy_n(tile.pixels.begin() + y * line, line,
                  image.pixels.begin() + ((top + y) * image.width + left) * image.channels);
    }
  }
  return image;
}

std::int64_t square_columns(std::size_t tiles, std::int64_t height, std::int64_t width) {
  const double wanted = std::sqrt(static_cast<double>(tiles) * static_cast<double>(height) /
                                  static_cast<double>(width));
  return std::max<std::int64_t>(1, std::llround(std::ceil(wanted)));
}

}  // namespace ganglion::train
