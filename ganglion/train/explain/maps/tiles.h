#pragma once
#include <vector>

#include "ganglion/data/images/image.h"

namespace ganglion::train {

/// Pictures of one size and number of channels side by side, `columns` in a row, with `gap` pixels
/// of grey between them.
data::Image tiled(const std::vector<data::Image>& tiles, std::int64_t columns, std::int64_t gap);

/// Columns that make so many tiles of that size about as wide as high.
std::int64_t square_columns(std::size_t tiles, std::int64_t height, std::int64_t width);

}  // namespace ganglion::train
