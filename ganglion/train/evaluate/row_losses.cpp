#include "ganglion/train/evaluate/row_losses.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace ganglion::train {
namespace {

using data::Task;

double log_loss(double probability) {
  constexpr double kLeast = 1e-7;
  return -std::log(std::max(probability, kLeast));
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

RowMean mean_of_rows(std::span<const double> values) {
  const auto count = static_cast<double>(values.size());
  RowMean result{.standard_error = std::numeric_limits<double>::quiet_NaN(),
                 .rows = std::ssize(values)};
  if (values.empty()) return result;
  result.mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  if (values.size() < 2) return result;
  double squares = 0.0;
  for (const double value : values) squares += (value - result.mean) * (value - result.mean);
  result.standard_error = std::sqrt(squares / (count - 1.0) / count);
  return result;
}

RowMean mean_difference(std::span<const double> a, std::span<const double> b) {
  std::vector<double> differences(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) differences[i] = a[i] - b[i];
  return mean_of_rows(differences);
}

}  // namespace ganglion::train
