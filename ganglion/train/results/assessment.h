#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ganglion/io/json.h"
#include "ganglion/train/evaluate/bootstrap.h"
#include "ganglion/train/evaluate/importance.h"
#include "ganglion/train/evaluate/layer_health.h"
#include "ganglion/train/results/baselines.h"

namespace ganglion::train {

/// Evaluation of a trained model, on the test set, or if there is none, on the validation or else
/// the training set (`part` says which).
struct Assessment {
  std::string part;  ///< "test", "validation" or "train"
  Bootstrap bootstrap = {};
  std::vector<Baseline> baselines = {};
  std::vector<Importance> importance = {};
  std::vector<LayerHealth> layers = {};
  /// Predictions and targets of its rows: [rows] or [rows, columns], for regression in the target's
  /// own unit.
  Tensor predictions = {};
  Tensor targets = {};

  /// {"level", "resamples", "part", "metrics": {"accuracy": [low, high], …}}
  io::Json intervals_json() const;
  /// {"majority_class": {"accuracy", …}, "logistic": {…}}
  io::Json baselines_json() const;
  /// [{"column", "rise", "deviation"}, …]
  io::Json importance_json() const;
};

/// "accuracy 0.978 (95 % CI: 0.961–0.992); baselines: majority class 0.100, logistic 0.960": the
/// first metric.
std::string headline(const Assessment& assessment, const std::string& metric, double value);

/// Evaluates a trained model; the job's seed is the random seed.
Assessment assess(Model& model, const ResolvedJob& job, const JobData& data);

}  // namespace ganglion::train
