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

/// How far a model is to be trusted: measured on the rows of the test, or, where there are none, on
/// those of validation or else training (`part` says which).
struct Assessment {
  std::string part;  ///< "test", "validation" or "train"
  Bootstrap bootstrap = {};
  std::vector<Baseline> baselines = {};
  std::vector<Importance> importance = {};
  std::vector<LayerHealth> layers = {};
  /// What is said of each row of the part, and what is true: [rows] or [rows, columns], regression
  /// in the target's own unit.
  Tensor predictions = {};
  Tensor targets = {};

  /// {"level", "resamples", "part", "metrics": {"accuracy": [low, high], …}}
  io::Json intervals_json() const;
  /// {"majority_class": {"accuracy", …}, "logistic": {…}}
  io::Json baselines_json() const;
  /// [{"column", "rise", "deviation"}, …]
  io::Json importance_json() const;
};

/// "accuracy 0.978 (95 %: 0.961–0.992), majority class 0.100, logistic 0.960": the first metric of
/// the part that was assessed.
std::string headline(const Assessment& assessment, const std::string& metric, double value);

/// Assesses a trained model; everything random is drawn with the job's seed.
Assessment assess(Model& model, const nn::Loss& loss, const Job& job, const JobData& data,
                  const std::vector<double>& class_weights);

}  // namespace ganglion::train
