#pragma once
#include "ganglion/data/dataset.h"
#include "ganglion/data/task.h"
#include "ganglion/train/linear/linear_model.h"

namespace ganglion::train {

/// How well a linear model does on rows, beside the same answer for every row.
struct LinearFit {
  double loss = 0.0;           ///< mean of row_losses
  double constant_loss = 0.0;  ///< of the mean of the training targets, or the shares of classes

  /// Whether the model is worth anything.
  bool beats_constant() const { return loss < constant_loss; }
  /// Of a regression: R², the part of the variance that the model explains (of several targets,
  /// all together). Below 0 where the constant is better, NaN where it is exact.
  double r2() const { return 1.0 - loss / constant_loss; }
};

/// Of a model that was fitted to `train`, on other rows or on those.
LinearFit linear_fit(const LinearModel& model, data::Task task, const data::Dataset& train,
                     const data::Dataset& rows);

}  // namespace ganglion::train
