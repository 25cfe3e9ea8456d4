#pragma once
#include <atomic>
#include <cstdint>
#include <span>
#include <utility>

#include "ganglion/data/batches.h"
#include "ganglion/data/row_source.h"

namespace ganglion::support {

/// Rows of a tensor that count how many of them were read, to see what runs over them.
class CountedRows : public data::RowSource {
 public:
  explicit CountedRows(Tensor rows)
      : RowSource(rows.shape(), rows.dtype()), rows_(std::move(rows)) {}

  void read(std::span<const std::int64_t> rows, void* to) const override {
    data::gather(rows_, rows, to);
    read_ += static_cast<std::int64_t>(rows.size());
  }
  std::int64_t read_so_far() const { return read_; }

 private:
  Tensor rows_;
  mutable std::atomic<std::int64_t> read_ = 0;
};

}  // namespace ganglion::support
