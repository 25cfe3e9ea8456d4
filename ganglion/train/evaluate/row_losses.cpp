#include "ganglion/train/evaluate/row_losses.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>

namespace ganglion::train {
namespace {

using data::Task;

double log_loss(double probability) {
  constexpr double kLeast = 1e-7;
  return -std::log(std::max(probability, kLeast));
}

/// How far the rows lie from the mean, summed over each group.
std::vector<double> deviations(std::span<const double> values, double mean,
                               std::span<const std::int64_t> groups) {
  std::vector<double> sums;
  std::unordered_map<std::int64_t, std::size_t> place_of;
  for (std::size_t row = 0; row < values.size(); ++row) {
    std::size_t place = sums.size();
    if (!groups.empty()) place = place_of.try_emplace(groups[row], place).first->second;
    if (place == sums.size()) sums.push_back(0.0);
    sums[place] += values[row] - mean;
  }
  return sums;
}

}  // namespace

std::vector<double> row_losses(Task task, const Tensor& predictions, const Tensor& targets) {
  const Tensor said = predictions.cast(DType::f64);
  const Tensor came = targets.cast(DType::f64);
  const auto p = said.values<double>();
  const auto y = came.values<double>();
  const auto rows = static_cast<std::size_t>(predictions.shape()[0]);
  const std::size_t width = p.size() / std::max<std::size_t>(rows, 1);
  std::vector<double> losses(rows, 0.0);
  for (std::size_t row = 0; row < rows; ++row) {
    if (task == Task::multiclass) {
      losses[row] = log_loss(p[row * width + static_cast<std::size_t>(y[row])]);
      continue;
    }
    for (std::size_t i = row * width; i < (row + 1) * width; ++i) {
      const double error = p[i] - y[i];
      losses[row] +=
          task == Task::regression ? error * error : log_loss(y[i] > 0.5 ? p[i] : 1 - p[i]);
    }
    losses[row] /= static_cast<double>(width);
  }
  return losses;
}

RowMean mean_of_rows(std::span<const double> values, std::span<const std::int64_t> groups) {
  const auto count = static_cast<double>(values.size());
  RowMean result{.standard_error = std::numeric_limits<double>::quiet_NaN(),
                 .rows = std::ssize(values)};
  if (values.empty()) return result;
  result.mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  const std::vector<double> sums = deviations(values, result.mean, groups);
  if (sums.size() < 2) return result;
  const auto independent = static_cast<double>(sums.size());
  double squares = 0.0;
  for (const double sum : sums) squares += sum * sum;
  result.standard_error = std::sqrt(squares * independent / (independent - 1.0)) / count;
  return result;
}

RowMean mean_difference(std::span<const double> a, std::span<const double> b,
                        std::span<const std::int64_t> groups) {
  std::vector<double> differences(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) differences[i] = a[i] - b[i];
  return mean_of_rows(differences, groups);
}

}  // namespace ganglion::train
