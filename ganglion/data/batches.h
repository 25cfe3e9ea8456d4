#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "ganglion/core/tensor.h"

namespace ganglion::data {

struct BatchOptions {
  /// Rows of a batch; the last one of an epoch may have fewer.
  std::int64_t batch_size = 32;
  /// A last batch with fewer rows than this becomes part of the one before it.
  std::int64_t min_rows = 1;
  /// A new order each epoch; otherwise the rows come as they are.
  bool shuffle = true;
  std::uint64_t seed = 1;
};

/// How many batches an epoch has. Throws Error for a batch_size below 1.
std::int64_t batches_per_epoch(std::int64_t rows, const BatchOptions& options);

/// Which rows are in which batch. The order of an epoch follows from (rows, seed, epoch) alone, so
/// training can go on at any epoch and batch. One object belongs to one thread.
class Batches {
 public:
  /// Starts at epoch 0. Throws Error for a batch size or a number of rows below 1.
  Batches(std::int64_t rows, const BatchOptions& options = {});

  /// Puts the rows in the order of an epoch, counted from 0; need not be the next one.
  void start_epoch(std::int64_t epoch);

  /// Batches in an epoch.
  std::int64_t count() const { return batches_per_epoch(rows_, options_); }
  std::int64_t batch_size() const { return options_.batch_size; }
  /// The rows of a batch of the current epoch, valid until start_epoch. Throws Error outside
  /// [0, count()). Allocates nothing.
  std::span<const std::int64_t> batch(std::int64_t index) const;

 private:
  std::int64_t rows_;
  BatchOptions options_;
  std::vector<std::int64_t> order_;
};

/// Copies rows (entries of axis 0) of `source`, in that order, to `destination`, which has room for
/// rows.size() of them. Allocates nothing. Throws Error for an index out of range.
void gather(const Tensor& source, std::span<const std::int64_t> rows, void* destination);

}  // namespace ganglion::data
