#pragma once
#include <cstdint>
#include <vector>

namespace ganglion::train {

/// What a row is for.
enum class Split : std::uint8_t { train, validation, test, dropped };

/// The split of each row of a table, a byte each. All rows are for training at first.
class RowSplits {
 public:
  explicit RowSplits(std::int64_t rows) : split_of_(static_cast<std::size_t>(rows), Split::train) {}

  Split operator[](std::int64_t row) const { return split_of_[static_cast<std::size_t>(row)]; }
  void set(std::int64_t row, Split split) { split_of_[static_cast<std::size_t>(row)] = split; }
  /// Moves the flagged of the training rows, in their order, to another split.
  void move(const std::vector<std::uint8_t>& flags, Split to);
  std::int64_t count(Split split) const;
  std::int64_t rows() const { return static_cast<std::int64_t>(split_of_.size()); }
  /// The rows of a split, in their order.
  std::vector<std::int64_t> rows_of(Split split) const;
  /// The row behind the first `most` rows of a split.
  std::int64_t end_of_first(std::int64_t most, Split split) const;

 private:
  std::vector<Split> split_of_;
};

}  // namespace ganglion::train
