#include "ganglion/data/batches.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <numeric>

#include "ganglion/core/error.h"
#include "ganglion/core/rng.h"

namespace ganglion::data {

std::int64_t batches_per_epoch(std::int64_t rows, const BatchOptions& options) {
  if (options.batch_size < 1) {
    throw Error(fmt::format("batch_size is {}; it must be at least 1", options.batch_size));
  }
  const std::int64_t whole = rows / options.batch_size;
  const std::int64_t rest = rows % options.batch_size;
  const bool joined = whole > 0 && rest < options.min_rows;
  return rest == 0 || joined ? whole : whole + 1;
}

Batches::Batches(std::int64_t rows, const BatchOptions& options) : rows_(rows), options_(options) {
  batches_per_epoch(rows, options);  // checks them
  if (rows < 1) throw Error(fmt::format("{} rows can't form batches; add data", rows));
  if (options.shuffle) {
    start_epoch(0);
    return;
  }
  order_.resize(static_cast<std::size_t>(rows));
  std::iota(order_.begin(), order_.end(), std::int64_t{0});
}

void Batches::start_epoch(std::int64_t epoch) {
  if (!options_.shuffle) return;
  order_ = {};  // not two of them at once
  order_ = random_permutation(rows_, options_.seed,
                              stream_of("batches") + static_cast<std::uint64_t>(epoch));
}

std::span<const std::int64_t> Batches::batch(std::int64_t index) const {
  if (index < 0 || index >= count()) {
    throw Error(
        fmt::format("batch {} of an epoch with {}; batches are counted from 0", index, count()));
  }
  const std::int64_t first = index * options_.batch_size;
  const std::int64_t rows = index + 1 == count() ? rows_ - first : options_.batch_size;
  return std::span<const std::int64_t>(order_).subspan(static_cast<std::size_t>(first),
                                                       static_cast<std::size_t>(rows));
}

void gather(const Tensor& source, std::span<const std::int64_t> rows, void* destination) {
  const std::int64_t count = source.shape().rank() == 0 ? 0 : source.shape()[0];
  const std::size_t row = count == 0 ? 0 : source.bytes() / static_cast<std::size_t>(count);
  const auto* from = static_cast<const std::byte*>(source.data());
  auto* to = static_cast<std::byte*>(destination);
  for (std::int64_t index : rows) {
    if (index < 0 || index >= count) {
      throw Error(fmt::format("gather: row {} of a tensor of shape {}; rows are counted from 0",
                              index, source.shape().to_string()));
    }
    std::memcpy(to, from + static_cast<std::size_t>(index) * row, row);
    to += row;
  }
}

}  // namespace ganglion::data
