#include "ganglion/train/linear/linear_fit.h"

#include "ganglion/train/evaluate/row_losses.h"
#include "ganglion/train/linear/constant_answer.h"

namespace ganglion::train {

LinearFit linear_fit(const LinearModel& model, data::Task task, const data::Dataset& train,
                     const data::Dataset& rows) {
  const auto loss = [&](const Tensor& predictions) {
    return mean_of_rows(row_losses(task, predictions, rows.targets)).mean;
  };
  return {.loss = loss(model.predict(rows)),
          .constant_loss = loss(constant_predictions(constant_answer(task, train), rows.rows()))};
}

}  // namespace ganglion::train
