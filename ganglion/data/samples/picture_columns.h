#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ganglion/core/shape.h"
#include "ganglion/data/table.h"

namespace ganglion::data {

/// "28x28" is [1, 28, 28], "3x32x32" is [3, 32, 32]: channels, height, width. Throws Error for
/// other texts, and for other numbers of channels than 1, 3 and 4.
Shape image_shape(const std::string& text);
/// The other way round.
std::string image_text(const Shape& shape);

/// How many rows at most are looked at to tell pixels from other numbers.
inline constexpr std::int64_t kImageRows = 2'000;

/// Whether the columns besides `others` are as many as square images have, by their names alone:
/// 64, 81, 100, …
std::optional<Shape> possible_images(const Table& header, const std::vector<std::string>& others);

/// Whether the columns besides `others` are the pixels of square images, line after line: a
/// square number of them, 64 or more, that hold finite numbers of any range, and over the rows
/// neighbours to the right and those below are correlated (0.25 on average at least), second ones
/// clearly less, and those half a line away half as much at most or half as near to 1. Looks at the
/// first kImageRows rows. Returns the shape, [1, side, side].
std::optional<Shape> find_images(const Table& table, const std::vector<std::string>& others);

/// A table in which each row is an image of that shape: its columns besides `others` in their
/// order, channel after channel, line after line. `others` stay columns. Throws Error naming file,
/// line and column for text, missing and infinite values, and for another number of columns.
/// `settled`: a trained model says which columns are pixels, so errors tell what to change in the
/// file.
Table image_columns(const Table& table, const std::vector<std::string>& others, const Shape& shape,
                    bool settled = false);

}  // namespace ganglion::data
