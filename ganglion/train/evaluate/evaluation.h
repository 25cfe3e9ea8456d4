#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/data/features/preprocessing.h"
#include "ganglion/io/json.h"
#include "ganglion/nn/metrics/confusion_matrix.h"
#include "ganglion/nn/metrics/metric.h"
#include "ganglion/nn/metrics/threshold_curve.h"
#include "ganglion/train/evaluate/shown_number.h"
#include "ganglion/train/model.h"

namespace ganglion::train {

/// One label of a multilabel task, as the yes/no question that it is.
struct LabelScores {
  std::string label;
  std::int64_t positives = 0;  ///< rows that have it
  /// accuracy, precision, recall, f1, roc_auc, pr_auc; NaN where not defined.
  std::vector<std::pair<std::string, double>> metrics = {};
};

/// Loss and metrics of a model on labelled rows.
struct Evaluation {
  std::int64_t rows = 0;
  double loss = 0.0;  ///< of training: for regression on the scaled target
  /// nn::default_metrics of the task, in its order, or those asked for; for regression in the
  /// target's own unit; of forecasts also mase and smape.
  std::vector<std::pair<std::string, double>> metrics = {};
  std::optional<nn::ConfusionMatrix> confusion = std::nullopt;  ///< binary and multiclass
  std::vector<std::string> class_names = {};
  std::string positive = {};  ///< the class that f1 and pr_auc are about; binary only
  /// Binary: the threshold on its probability that confusion, accuracy and f1 are of; what others
  /// give, in a table (see threshold_table) and at all points that differ; costs where known.
  double threshold = 0.5;
  std::vector<nn::ThresholdPoint> thresholds = {};
  std::vector<nn::ThresholdPoint> curve = {};
  std::optional<nn::MistakeCosts> costs = std::nullopt;
  /// Of metrics that are a mean over classes or labels: for which ones they are not defined here.
  /// Of a regression: how many predictions were clipped.
  std::vector<std::string> notes = {};
  std::vector<LabelScores> labels = {};  ///< multilabel only

  /// {"rows", "loss", "positive" (binary only), "metrics": {…, "confusion": {"classes",
  /// "counts"}}, "threshold", "thresholds" (binary only), "cost" (if costs are known), "labels":
  /// [{"label", "positives", "accuracy", …}] (multilabel only), "notes" (if any)}; of more than
  /// 1000 classes the confusion has, instead of "counts", "cells": [actual, predicted, rows] of
  /// those that are not 0; what is not defined (the R² of one row) is null.
  io::Json to_json() const;
  /// {"loss", "accuracy", …}
  io::Json metrics_json() const;
};

/// Metrics by name, for the task and positive class of a model; of no names the default ones.
/// Throws Error for a name that is unknown or doesn't fit the task.
std::vector<nn::AnyMetric> metrics_named(const std::vector<std::string>& names,
                                         const data::PreprocessingState& state);

/// Evaluates a compiled model on rows with scaled targets, as apply_scaled gives them.
Evaluation evaluate(Model& model, const data::Preprocessing& preprocessing,
                    const data::Dataset& rows, const std::vector<std::string>& metrics = {});
/// The same from what model.evaluate(rows) gave.
Evaluation evaluation_of(const Scores& scores, const data::Preprocessing& preprocessing,
                         const data::Dataset& rows, const std::vector<std::string>& metrics = {});

/// How many predictions Preprocessing::clip_predictions changed.
std::int64_t count_changed(const Tensor& said, const Tensor& kept);

/// "f1 (yes)": the name of a metric with the positive class behind it, if it is about that.
std::string metric_of_class(const std::string& metric, const std::string& positive);

/// The metric shown during training: the first one of the task, in the target's own unit. None of
/// forecasts by log ratios.
std::vector<nn::AnyMetric> watched_metrics(const data::Preprocessing& preprocessing);

}  // namespace ganglion::train
