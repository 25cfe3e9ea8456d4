#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "ganglion/core/tensor.h"

namespace ganglion::data {

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

 protected:
  RowSource(Shape shape, DType dtype);
  /// Throws Error for an index out of range.
  void check_row(std::int64_t row) const;

 private:
  Shape shape_;
  DType dtype_;
  std::size_t row_bytes_;
};

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
