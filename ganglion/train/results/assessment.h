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

/// Evaluation of a trained model on rows_to_assess (`part` says which those are).
struct Assessment {
  std::string part;  ///< "test", "validation" or "train"
  Bootstrap bootstrap = {};
  std::vector<double> losses = {};  ///< row_losses of its rows
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

/// The test set, or if there is none, the validation or else the training set.
const data::Dataset& rows_to_assess(const JobData& data);
/// Which of them depend on each other (see JobData).
std::vector<std::int64_t> groups_to_assess(const JobData& data);

/// Evaluates a trained model; `predictions` are those of rows_to_assess. The job's seed is the
/// random seed.
Assessment assess(Model& model, const Tensor& predictions, const ResolvedJob& job,
                  const JobData& data);

}  // namespace ganglion::train
