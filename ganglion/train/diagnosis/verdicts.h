#pragma once
#include <optional>

#include "ganglion/train/diagnosis/evidence.h"
#include "ganglion/train/results/finding.h"

/// What can be wrong with a run, a function each; nothing where it isn't. docs/diagnosis.md
/// explains them; the constants that they compare with stand in their sources.
namespace ganglion::train {

/// From where on the losses of two parts are told to differ: standard errors, and the share of what
/// the network gained over the constant baseline.
constexpr double kBeyondNoise = 3.0;
constexpr double kLostShare = 0.25;

/// A perfect score that rests on one column.
std::optional<Finding> leak_suspected(const Evidence& evidence);
/// All rows get the same class, or none of the positive class is found.
std::optional<Finding> always_one_class(const Evidence& evidence);
/// A regression whose predictions hardly differ.
std::optional<Finding> constant_prediction(const Evidence& evidence);
/// Derivatives so large that steps overshoot.
std::optional<Finding> exploding_gradients(const Evidence& evidence);
/// First layers whose derivatives are next to nothing beside those of the last.
std::optional<Finding> vanishing_gradients(const Evidence& evidence);
/// The training loss still falls at the end, and validation with it.
std::optional<Finding> unfinished(const Evidence& evidence);
/// The confidence interval is so wide that it holds the constant baseline.
std::optional<Finding> few_test_rows(const Evidence& evidence);
/// The held-out rows are better told without any network: by the mean, or the last known value.
std::optional<Finding> worse_than_baseline(const Evidence& evidence);
/// Test rows of a file or time of their own that are other ones than those of training.
std::optional<Finding> shifted_rows(const Evidence& evidence);
/// Much of what was gained on the training rows is not there on others.
std::optional<Finding> overfitting(const Evidence& evidence);
/// Bad on training rows and on others: beside the constant baseline, or a linear model.
std::optional<Finding> underfitting(const Evidence& evidence);
/// A layer with many units that are 0 for every row.
std::optional<Finding> dead_units(const Evidence& evidence);
/// A hidden layer with most outputs at the flat ends of sigmoid or tanh.
std::optional<Finding> saturated_units(const Evidence& evidence);
/// Probabilities further from what is observed than chance explains.
std::optional<Finding> calibration_off(const Evidence& evidence);
/// A linear model does as well.
std::optional<Finding> linear_is_enough(const Evidence& evidence);

}  // namespace ganglion::train
