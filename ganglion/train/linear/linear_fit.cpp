#include "ganglion/train/linear/linear_fit.h"

#include <cstddef>
#include <cstdint>
#include <vector>

#include "ganglion/train/evaluate/row_losses.h"

namespace ganglion::train {
namespace {

using data::Task;

/// The same answer for every row of the other data set: the mean of the training targets, or the
/// shares of their classes.
Tensor constant_predictions(Task task, const data::Dataset& train, const data::Dataset& rows) {
  const std::int64_t outputs = task == Task::multiclass ? std::ssize(train.class_names)
                                                        : train.targets.size() / train.rows();
  std::vector<double> means(static_cast<std::size_t>(outputs), 0.0);
  const Tensor targets = train.targets.cast(DType::f64);
  const auto values = targets.values<double>();
  const double share = 1.0 / static_cast<double>(train.rows());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (task == Task::multiclass) {
      means[static_cast<std::size_t>(values[i])] += share;
    } else {
      means[i % means.size()] += values[i] * share;
    }
  }
  Tensor result(Shape{rows.rows(), outputs});
  const auto to = result.values<float>();
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = static_cast<float>(means[i % means.size()]);
  return result;
}

}  // namespace

LinearFit linear_fit(const LinearModel& model, Task task, const data::Dataset& train,
                     const data::Dataset& rows) {
  const auto loss = [&](const Tensor& predictions) {
    return mean_of_rows(row_losses(task, predictions, rows.targets)).mean;
  };
  return {.loss = loss(model.predict(rows)),
          .constant_loss = loss(constant_predictions(task, train, rows))};
}

}  // namespace ganglion::train
