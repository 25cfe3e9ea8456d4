#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "ganglion/core/tensor.h"
#include "ganglion/data/task.h"

namespace ganglion::train {

/// The loss of each row by which models are compared whatever they were trained on: the log loss
/// (of several labels their mean), or for regression the mean over the targets of
/// (prediction - target)², both scaled as in training. Probabilities count as 1e-7 at least.
std::vector<double> row_losses(data::Task task, const Tensor& predictions, const Tensor& targets);

/// A mean over rows, and how far it may be off.
struct RowMean {
  double mean = 0.0;
  double standard_error = 0.0;  ///< deviation of the rows / sqrt(rows); NaN below 2 rows or groups
  std::int64_t rows = 0;
};

/// `groups`: which rows depend on each other, a number for each row; empty: none do. What they say
/// together counts once then: the variance is that of the sums over the groups, times G / (G - 1)
/// for G groups (Liang and Zeger 1986).
RowMean mean_of_rows(std::span<const double> values, std::span<const std::int64_t> groups = {});
/// Of a - b, row by row: what two models of the same rows differ by.
RowMean mean_difference(std::span<const double> a, std::span<const double> b,
                        std::span<const std::int64_t> groups = {});

}  // namespace ganglion::train
