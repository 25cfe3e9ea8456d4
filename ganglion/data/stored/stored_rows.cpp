#include "ganglion/data/stored/stored_rows.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"

namespace ganglion::data {

StoredRows::StoredRows(std::shared_ptr<const BulkFile> file, std::uint64_t offset, Shape shape)
    : RowSource(shape, DType::f32), file_(std::move(file)), offset_(offset) {
  const std::uint64_t wanted = offset + static_cast<std::uint64_t>(shape.size()) * sizeof(float);
  if (file_->size() < wanted) {
    throw Error(fmt::format("'{}' has {} bytes, but rows of shape {} need {}; was it truncated?",
                            file_->path(), file_->size(), shape.to_string(), wanted));
  }
}

void StoredRows::read(std::span<const std::int64_t> rows, void* to) const {
  auto* place = static_cast<std::byte*>(to);
  for (std::size_t i = 0; i < rows.size();) {
    const std::int64_t first = rows[i];
    check_row(first);
    // Rows that follow each other are read at once.
    std::size_t run = 1;
    while (i + run < rows.size() && rows[i + run] == first + static_cast<std::int64_t>(run) &&
           rows[i + run] < shape()[0]) {
      ++run;
    }
    const std::size_t bytes = run * row_bytes();
    file_->read_at(offset_ + static_cast<std::uint64_t>(first) * row_bytes(), {place, bytes});
    place += bytes;
    i += run;
  }
}

}  // namespace ganglion::data
