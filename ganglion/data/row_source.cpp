#include "ganglion/data/row_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "ganglion/core/error.h"

namespace ganglion::data {

std::vector<std::int64_t> row_range(std::int64_t first, std::int64_t end) {
  std::vector<std::int64_t> rows(static_cast<std::size_t>(end - first));
  std::iota(rows.begin(), rows.end(), first);
  return rows;
}

RowSource::RowSource(Shape shape, DType dtype)
    : shape_(shape),
      dtype_(dtype),
      row_bytes_(static_cast<std::size_t>(shape.size() / std::max<std::int64_t>(shape[0], 1)) *
                 size_of(dtype)) {}

void RowSource::check_row(std::int64_t row) const {
  if (row >= 0 && row < shape_[0]) return;
  throw Error(fmt::format("stored rows: row {} of shape {}; rows are counted from 0", row,
                          shape_.to_string()));
}

Tensor RowSource::rows(std::span<const std::int64_t> indices) const {
  Tensor result(shape_.with(0, static_cast<std::int64_t>(indices.size())), dtype_);
  read(indices, result.data());
  return result;
}

Tensor RowSource::stand_in() const {
  return Tensor(Shape{shape_[0], 0}, dtype_);
}

SelectedRows::SelectedRows(std::shared_ptr<const RowSource> source, std::vector<std::int64_t> order)
    : RowSource(source->shape().with(0, std::ssize(order)), source->dtype()),
      source_(std::move(source)),
      order_(std::move(order)) {}

void SelectedRows::read(std::span<const std::int64_t> rows, void* to) const {
  std::vector<std::int64_t> wanted;
  wanted.reserve(rows.size());
  for (const std::int64_t row : rows) {
    check_row(row);
    wanted.push_back(order_[static_cast<std::size_t>(row)]);
  }
  source_->read(wanted, to);
}

}  // namespace ganglion::data
