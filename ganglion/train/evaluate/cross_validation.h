#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/io/json.h"
#include "ganglion/train/evaluate/evaluation.h"

namespace ganglion::train {

/// Test metrics of several trainings, each tested on rows that it left out.
struct CrossValidation {
  struct Metric {
    std::string name;
    double mean = 0.0;            ///< over the folds in which it is defined
    double standard_error = 0.0;  ///< of that mean: deviation / sqrt(folds); NaN below 2
    std::int64_t folds = 0;       ///< in which it is defined
  };
  std::int64_t folds = 0;
  std::string positive = {};         ///< the class that f1 and pr_auc are about; binary only
  std::vector<Metric> metrics = {};  ///< nn::default_metrics of the task

  /// {"folds", "mean": {…}, "standard_error": {…}}; where a metric is not defined in all folds,
  /// also "defined_in": {"roc_auc": 3}.
  io::Json to_json() const;
  /// "accuracy 0.978 ± 0.004, log_loss …, roc_auc 0.9 ± 0.1 (of 3 folds)"
  std::string to_string() const;
};

CrossValidation summary_of(const std::vector<Evaluation>& folds);

/// Deals rows to `folds` folds at random, fixed by the seed: for each row its fold. Each class goes
/// in equal shares to all (without labels: all rows do). Throws Error for fewer rows than folds.
std::vector<std::int64_t> deal_folds(std::int64_t rows, const std::vector<std::int32_t>& labels,
                                     std::int64_t folds, std::uint64_t seed);

}  // namespace ganglion::train
