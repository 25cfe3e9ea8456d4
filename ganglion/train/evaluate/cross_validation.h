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
  };
  std::int64_t folds = 0;
  std::vector<Metric> metrics = {};  ///< nn::default_metrics of the task

  /// {"folds", "mean": {…}, "standard_error": {…}}
  io::Json to_json() const;
  /// "accuracy 0.978 ± 0.004, log_loss …"
  std::string to_string() const;
};

CrossValidation summary_of(const std::vector<Evaluation>& folds);

/// Deals rows to `folds` folds at random, fixed by the seed: for each row its fold. Each class goes
/// in equal shares to all (without labels: all rows do). Throws Error for fewer rows than folds.
std::vector<std::int64_t> deal_folds(std::int64_t rows, const std::vector<std::int32_t>& labels,
                                     std::int64_t folds, std::uint64_t seed);

}  // namespace ganglion::train
