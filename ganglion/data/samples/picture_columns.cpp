#include "ganglion/data/samples/picture_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/data/samples/image_size.h"
#include "ganglion/data/samples/sample_columns.h"
#include "ganglion/data/samples/signal_columns.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::int64_t kMinSide = 8;
constexpr double kMinAlike = 0.25;  // mean correlation of neighbours
constexpr double kFallsOff = 1.3;   // how much less alike, compared to 1, second neighbours are

bool is_among(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

std::vector<const Column*> pixels_of(const Table& table, const std::vector<std::string>& others) {
  std::vector<const Column*> pixels;
  for (const Column& column : table.columns()) {
    if (!is_among(others, column.name)) pixels.push_back(&column);
  }
  return pixels;
}

/// The first values of a column, scaled to mean 0 and length 1: products of them are correlations.
/// Empty when the column holds something that no pixel is.
std::optional<std::vector<double>> direction(const Column& column, std::int64_t rows) {
  if (column.kind != ColumnKind::number) return std::nullopt;
  std::vector<double> values(column.numbers.begin(), column.numbers.begin() + rows);
  double mean = 0.0;
  for (const double value : values) {
    if (!std::isfinite(value)) return std::nullopt;
    mean += value / static_cast<double>(rows);
  }
  double square = 0.0;
  for (double& value : values) {
    value -= mean;
    square += value * value;
  }
  if (square == 0.0) return std::vector<double>{};
  for (double& value : values) value /= std::sqrt(square);
  return values;
}

/// How alike pixels are on average that lie `distance` columns apart, within a line if `within`.
class Likeness {
 public:
  Likeness(std::vector<std::vector<double>> directions, std::size_t side)
      : directions_(std::move(directions)), side_(side) {}

  double at(std::size_t distance, bool within) const {
    double sum = 0.0;
    std::size_t count = 0;
    for (std::size_t i = 0; i + distance < directions_.size(); ++i) {
      const auto& a = directions_[i];
      const auto& b = directions_[i + distance];
      if (a.empty() || b.empty()) continue;  // always the same, such as a margin
      if (within && i / side_ != (i + distance) / side_) continue;
      for (std::size_t row = 0; row < a.size(); ++row) sum += a[row] * b[row];
      ++count;
    }
    return count == 0 ? 0.0 : sum / static_cast<double>(count);
  }

 private:
  std::vector<std::vector<double>> directions_;
  std::size_t side_;
};

/// Signals and tables of factors have columns that are alike over some distance, too; but only in
/// images that falls off from column to column and again from line to line.
bool are_pixels(const Likeness& likeness, std::size_t line) {
  const double right = likeness.at(1, true);
  const double below = likeness.at(line, false);
  const double neighbours = std::min(right, below);
  const auto falls_off = [](double first, double second) {
    return 1.0 - second >= kFallsOff * (1.0 - first);
  };
  const double far = std::abs(likeness.at(line / 2, true));
  return neighbours >= kMinAlike && falls_off(right, likeness.at(2, true)) &&
         falls_off(below, likeness.at(2 * line, false)) &&
         (neighbours >= 2.0 * far || 1.0 - neighbours <= 0.5 * (1.0 - far));
}

float pixel(const Table& table, const Column& column, std::int64_t row, bool settled) {
  const auto value = static_cast<float>(number_at(column, row));
  if (std::isfinite(value)) return value;
  const std::string what = column.is_missing(row)
                               ? "a value is missing"
                               : shown(column.text(row)) + " is not a pixel value";
  throw Error(fmt::format("{}: column {}: {}; {}", table.place(row), shown(column.name), what,
                          settled ? "correct it, or remove the column if it holds no pixels"
                                  : "name columns that aren't pixels with `target` or `ignore`"));
}

/// Bytes, if that is what all of them are.
Tensor compact(Tensor pixels) {
  const auto values = pixels.values<float>();
  const auto is_byte = [](float x) { return x >= 0.0F && x <= 255.0F && x == std::floor(x); };
  return std::ranges::all_of(values, is_byte) ? pixels.cast(DType::u8) : pixels;
}

}  // namespace

Shape image_shape(const std::string& text) {
  const bool channels = std::ranges::count(text, 'x') == 2;
  const std::size_t first = text.find('x');
  const std::string count = channels ? text.substr(0, first) : "1";
  if (count != "1" && count != "3" && count != "4") {
    throw Error(
        fmt::format("{}: give HEIGHTxWIDTH, such as 28x28, or CHANNELSxHEIGHTxWIDTH with 1, "
                    "3 or 4 channels",
                    shown(text)));
  }
  const ImageSize size = image_size(channels ? text.substr(first + 1) : text);
  return Shape{std::stoll(count), size.height, size.width};
}

std::string image_text(const Shape& shape) {
  const std::string size = fmt::format("{}x{}", shape[1], shape[2]);
  return shape[0] == 1 ? size : fmt::format("{}x{}", shape[0], size);
}

std::optional<Shape> possible_images(const Table& header, const std::vector<std::string>& others) {
  const auto count = std::ssize(pixels_of(header, others));
  const auto side = static_cast<std::int64_t>(std::sqrt(static_cast<double>(count)));
  if (side < kMinSide || side * side != count) return std::nullopt;
  return Shape{1, side, side};
}

std::optional<Shape> find_images(const Table& table, const std::vector<std::string>& others) {
  const std::optional<Shape> shape = possible_images(table, others);
  const std::int64_t rows = std::min(table.rows(), kImageRows);
  if (!shape || rows < 2) return std::nullopt;
  std::vector<std::vector<double>> directions;
  for (const Column* column : pixels_of(table, others)) {
    auto values = direction(*column, rows);
    if (!values) return std::nullopt;
    directions.push_back(std::move(*values));
  }
  const auto line = static_cast<std::size_t>((*shape)[2]);
  const Likeness likeness(std::move(directions), line);
  return are_pixels(likeness, line) ? shape : std::nullopt;
}

Table image_columns(const Table& table, const std::vector<std::string>& others, const Shape& shape,
                    bool settled) {
  const std::vector<const Column*> pixels = pixels_of(table, others);
  if (std::ssize(pixels) != shape.size()) {
    throw Error(
        fmt::format("{}: {} columns besides the target can't be images of {}, which have {} values",
                    table.source(), pixels.size(), image_text(shape), shape.size()));
  }
  Tensor values(shape.prepended(table.rows()));
  const auto to = values.values<float>();
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    for (std::int64_t row = 0; row < table.rows(); ++row) {
      to[static_cast<std::size_t>(row) * pixels.size() + i] =
          pixel(table, *pixels[i], row, settled);
    }
  }
  std::vector<Column> columns;
  for (const Column& column : table.columns()) {
    if (is_among(others, column.name)) columns.push_back(column);
  }
  return table.with_columns(std::move(columns))
      .with_samples(Samples(SampleKind::image, compact(std::move(values)))
                        .with_units({.columns = sample_names(table, others)}));
}

}  // namespace ganglion::data
