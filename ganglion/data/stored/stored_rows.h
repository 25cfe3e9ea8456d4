#pragma once
#include <cstdint>
#include <memory>
#include <span>

#include "ganglion/core/bulk_file.h"
#include "ganglion/data/row_source.h"

namespace ganglion::data {

/// Features that lie in a file, a row behind the other, for tables larger than memory.
class StoredRows : public RowSource {
 public:
  /// `shape` is [rows, …], f32; the bytes begin at `offset`. Throws Error when the file is shorter.
  StoredRows(std::shared_ptr<const BulkFile> file, std::uint64_t offset, Shape shape);
  void read(std::span<const std::int64_t> rows, void* to) const override;

 private:
  std::shared_ptr<const BulkFile> file_;
  std::uint64_t offset_;
};

}  // namespace ganglion::data
