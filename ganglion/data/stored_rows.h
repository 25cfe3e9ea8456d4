#pragma once
#include <cstdint>
#include <memory>
#include <span>

#include "ganglion/core/bulk_file.h"
#include "ganglion/core/tensor.h"

namespace ganglion::data {

/// Features that lie in a file, a row behind the other, for tables larger than memory. Immutable;
/// any number of threads may read.
class StoredRows {
 public:
  /// `shape` is [rows, …], f32; the bytes begin at `offset`. Throws Error when the file is shorter.
  StoredRows(std::shared_ptr<const BulkFile> file, std::uint64_t offset, Shape shape);

  const Shape& shape() const { return shape_; }
  /// Reads rows, in that order, to where there is room for them. Throws Error for an index out of
  /// range, and when the file can't be read.
  void read(std::span<const std::int64_t> rows, void* to) const;
  /// The same as a tensor.
  Tensor rows(std::span<const std::int64_t> indices) const;

 private:
  std::shared_ptr<const BulkFile> file_;
  std::uint64_t offset_;
  Shape shape_;
  std::size_t row_bytes_;
};

}  // namespace ganglion::data
