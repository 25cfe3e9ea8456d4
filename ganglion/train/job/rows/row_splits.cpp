#include "ganglion/train/job/rows/row_splits.h"

#include <algorithm>

namespace ganglion::train {

void RowSplits::move(const std::vector<std::uint8_t>& flags, Split to) {
  std::size_t at = 0;
  for (Split& split : split_of_) {
    if (split == Split::train && flags[at++] != 0) split = to;
  }
}

std::int64_t RowSplits::count(Split split) const {
  return std::ranges::count(split_of_, split);
}

std::vector<std::int64_t> RowSplits::rows_of(Split split) const {
  std::vector<std::int64_t> result;
  result.reserve(static_cast<std::size_t>(count(split)));
  for (std::int64_t row = 0; row < rows(); ++row) {
    if ((*this)[row] == split) result.push_back(row);
  }
  return result;
}

std::int64_t RowSplits::end_of_first(std::int64_t most, Split split) const {
  std::int64_t row = 0;
  for (std::int64_t seen = 0; row < rows() && seen < most; ++row) seen += (*this)[row] == split;
  return row;
}

}  // namespace ganglion::train
