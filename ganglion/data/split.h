#pragma once
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "ganglion/data/dataset.h"

namespace ganglion::data {

/// How many rows are held out, and which.
struct SplitOptions {
  /// Share of the rows that go to the second part; inside (0, 1).
  double test_fraction = 0.2;
  /// Give both parts the same share of each class, as exactly as whole rows allow.
  /// Has no effect on targets that are not class indices.
  bool stratify = true;
  /// Which rows are drawn. The same seed, rows and labels give the same split everywhere.
  std::uint64_t seed = 1;
};

/// Row indices of the two parts, each in ascending order.
struct RowSplit {
  std::vector<std::int64_t> train;
  std::vector<std::int64_t> test;
};

/// Draws the rows of a split. The test part gets round(test_fraction * rows) rows, but leaves at
/// least one row on each side. With `labels` (one class index a row) and options.stratify, each
/// class gives its share, rounded by largest remainder so that the total stays exact; each class
/// keeps at least one row in the training part, so a class with one row is never tested.
/// Throws Error for fewer than 2 rows, a fraction outside (0, 1), and labels of another number.
RowSplit split_rows(std::int64_t rows, std::span<const std::int32_t> labels,
                    const SplitOptions& options = {});

/// The same as a flag for each row, 1 where it goes to the second part: a byte a row.
std::vector<std::uint8_t> draw_rows(std::int64_t rows, std::span<const std::int32_t> labels,
                                    const SplitOptions& options = {});

/// The two parts of a dataset: {train, test}. Stratified when `targets` is [rows] i32.
std::pair<Dataset, Dataset> split(const Dataset& dataset, const SplitOptions& options = {});

}  // namespace ganglion::data
