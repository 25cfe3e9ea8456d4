#include "ganglion/train/linear/constant_answer.h"

#include <algorithm>
#include <cstddef>

namespace ganglion::train {

std::vector<double> constant_answer(data::Task task, const data::Dataset& train) {
  const bool one_of_many = task == data::Task::multiclass;
  const std::int64_t rows = std::max<std::int64_t>(train.rows(), 1);
  const std::int64_t outputs =
      one_of_many ? std::ssize(train.class_names) : train.targets.size() / rows;
  std::vector<double> means(static_cast<std::size_t>(outputs), 0.0);
  const Tensor targets = train.targets.cast(DType::f64);
  const auto values = targets.values<double>();
  const double share = 1.0 / static_cast<double>(rows);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (one_of_many) {
      means[static_cast<std::size_t>(values[i])] += share;
    } else {
      means[i % means.size()] += values[i] * share;
    }
  }
  return means;
}

Tensor constant_predictions(const std::vector<double>& answer, std::int64_t rows) {
  Tensor result(Shape{rows, std::ssize(answer)});
  const auto to = result.values<float>();
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = static_cast<float>(answer[i % answer.size()]);
  return result;
}

}  // namespace ganglion::train
