#pragma once
#include "ganglion/data/dataset.h"
#include "ganglion/data/task.h"
#include "ganglion/train/model.h"

namespace ganglion::train {

/// Temperature scaling (Guo, Pleiss, Sun, Weinberger: "On Calibration of Modern Neural Networks",
/// 2017): all logits are divided by one number, which changes how sure a network says it is, and
/// not what it says.
struct Temperature {
  double value = 1.0;
  double loss_before = 0.0;  ///< mean log-loss of the rows it was fitted on
  double loss_after = 0.0;
  /// Whether the mean gain of the rows is more than twice its standard error. (A likelihood-ratio
  /// test would say so of a few rows that are very wrong, too.)
  bool helps = false;
};

/// The temperature that makes the log-loss of these rows least, between 0.05 and 20. To be
/// below 1 it must be so, too, when the answers count as right but for a chance of 1 / (rows + 2):
/// rows that are all right don't make it sure of everything. Logits [n] or
/// [n, 1] with classes 0 and 1, [n, C] with class indices, or, for multilabel, [n, L] with 0/1.
/// Throws Error for regression.
Temperature fit_temperature(data::Task task, const Tensor& logits, const Tensor& targets);

/// What the last layer gives for the rows, before any activation.
Tensor logits_of(const Model& model, const data::Dataset& rows);

/// Divides the weights of the output layer by a temperature: every use of the model then gives the
/// calibrated probabilities. Says it in ModelInfo::temperature. False, and nothing is done, for a
/// model whose only output is not a dense layer of logits, or the mean of several.
bool set_temperature(Model& model, double temperature);

/// Fits it on the rows (those of validation), and sets it if it helps.
Temperature calibrate(Model& model, data::Task task, const data::Dataset& rows);

}  // namespace ganglion::train
