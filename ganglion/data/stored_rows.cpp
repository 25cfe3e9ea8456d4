#include "ganglion/data/stored_rows.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"

namespace ganglion::data {

StoredRows::StoredRows(std::shared_ptr<const BulkFile> file, std::uint64_t offset, Shape shape)
    : file_(std::move(file)),
      offset_(offset),
      shape_(shape),
      row_bytes_(static_cast<std::size_t>(shape.size() / std::max<std::int64_t>(shape[0], 1)) *
                 sizeof(float)) {
  const std::uint64_t wanted = offset + static_cast<std::uint64_t>(shape.size()) * sizeof(float);
  if (file_->size() < wanted) {
    throw Error(
        fmt::format("'{}' has {} bytes, but rows of shape {} need {}; did something cut it?",
                    file_->path(), file_->size(), shape.to_string(), wanted));
  }
}

void StoredRows::read(std::span<const std::int64_t> rows, void* to) const {
  auto* place = static_cast<std::byte*>(to);
  for (std::size_t i = 0; i < rows.size();) {
    const std::int64_t first = rows[i];
    if (first < 0 || first >= shape_[0]) {
      throw Error(
          fmt::format("stored rows: row {} of shape {}; count from 0", first, shape_.to_string()));
    }
    // Rows that follow each other are read at once.
    std::size_t run = 1;
    while (i + run < rows.size() && rows[i + run] == first + static_cast<std::int64_t>(run) &&
           rows[i + run] < shape_[0]) {
      ++run;
    }
    const std::size_t bytes = run * row_bytes_;
    file_->read_at(offset_ + static_cast<std::uint64_t>(first) * row_bytes_, {place, bytes});
    place += bytes;
    i += run;
  }
}

Tensor StoredRows::rows(std::span<const std::int64_t> indices) const {
  Tensor result(shape_.with(0, static_cast<std::int64_t>(indices.size())));
  read(indices, result.data());
  return result;
}

}  // namespace ganglion::data
