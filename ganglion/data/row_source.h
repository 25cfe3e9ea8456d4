#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "ganglion/core/tensor.h"

namespace ganglion::data {

/// The rows [first, end), one after another.
std::vector<std::int64_t> row_range(std::int64_t first, std::int64_t end);

/// Rows that are not in memory, and are read whenever they are needed. Immutable; any number of
/// threads may read.
class RowSource {
 public:
  RowSource(const RowSource&) = delete;
  RowSource& operator=(const RowSource&) = delete;
  virtual ~RowSource() = default;

  /// [rows, …], and the type of the numbers.
  const Shape& shape() const { return shape_; }
  DType dtype() const { return dtype_; }
  /// Of one row.
  std::size_t row_bytes() const { return row_bytes_; }
  /// Copies rows, in that order, to where there is room for them. Throws Error for an index out of
  /// range, and when a row can't be read.
  virtual void read(std::span<const std::int64_t> rows, void* to) const = 0;
  /// The same as a tensor.
  Tensor rows(std::span<const std::int64_t> indices) const;
  /// [rows, 0], which stands for them where a tensor is wanted, as in Dataset::features.
  Tensor stand_in() const;

 protected:
  RowSource(Shape shape, DType dtype);
  /// Throws Error for an index out of range.
  void check_row(std::int64_t row) const;

 private:
  Shape shape_;
  DType dtype_;
  std::size_t row_bytes_;
};

/// Calls work(rows, first) with all rows of a source as tensors, in order, at most so many at a
/// time.
template <class Work>
void in_blocks(const RowSource& source, std::int64_t at_once, const Work& work) {
  const std::int64_t count = source.shape()[0];
  for (std::int64_t first = 0; first < count; first += at_once) {
    work(source.rows(row_range(first, std::min(first + at_once, count))), first);
  }
}

/// Some rows of a source, in any order.
class SelectedRows : public RowSource {
 public:
  /// `order` must name rows that there are.
  SelectedRows(std::shared_ptr<const RowSource> source, std::vector<std::int64_t> order);
  void read(std::span<const std::int64_t> rows, void* to) const override;

 private:
  std::shared_ptr<const RowSource> source_;
  std::vector<std::int64_t> order_;
};

}  // namespace ganglion::data
