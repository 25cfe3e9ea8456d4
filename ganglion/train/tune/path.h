#pragma once
#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/io/json.h"
#include "ganglion/train/evaluate/fold_difference.h"
#include "ganglion/train/run/run_options.h"
#include "ganglion/train/tune/scored_metric.h"

namespace ganglion::train {

/// One strength of regularisation: means over the folds, in the metric, with standard errors.
struct PathPoint {
  double strength = 0.0;
  double train = 0.0;                     ///< on the rows that were trained on
  double validation = 0.0;                ///< on the fold that was left out
  double standard_error = 0.0;            ///< of `validation`
  FoldDifference to_best = {};            ///< how much more error than the best strength
  std::vector<double> train_errors = {};  ///< of each fold
  std::vector<double> validation_errors = {};
};

/// The same network over a grid of strengths.
struct RegularizationPath {
  std::string data;
  std::string setting;  ///< "l2", "dropout"
  ScoredMetric metric;
  std::int64_t folds = 0;
  std::int64_t left_out = 0;  ///< folds that an interruption left out
  double chosen = 0.0;        ///< the default strength
  std::vector<PathPoint> points = {};
  std::size_t best = 0;       ///< index of the least validation error
  std::size_t strongest = 0;  ///< of the strongest that is not clearly worse than the best
  double seconds = 0.0;

  bool clear() const;  ///< whether any strength is clearly worse than the best
  /// What follows: the best strength, and which side over- and which underfits.
  std::string conclusion() const;
  io::Json to_json() const;
};

struct PathOptions {
  std::string setting = "l2";          ///< l2 or dropout
  std::vector<double> strengths = {};  ///< from weak to strong; empty: the usual ones
  std::string metric = {};             ///< see scored_metric
  Listener listener = {};
  /// Set to true from a signal handler: what is told is of the folds that are trained by then.
  const std::atomic<bool>* stop = nullptr;
  /// True while networks are trained, see RunOptions.
  std::atomic<bool>* training = nullptr;
};

/// Trains the network of a job with each strength on each fold of a cross-validation (of
/// `cross_validate` folds, 5 if it is 0) of the rows that are not for the test. The same for any
/// number of threads. When it is stopped, it has the folds on which all strengths are trained; with
/// fewer than two nothing is concluded. Throws Error as run does, and for a setting that is
/// neither.
RegularizationPath regularization_path(Job job, const PathOptions& options);

/// Leaves out the folds on which not all strengths were trained: `trained` has a flag for each
/// strength of the first fold, then of the second, ….
void keep_trained(RegularizationPath& path, const std::vector<std::uint8_t>& trained);

/// What a strength means is settled by these alone: fills in `to_best`, `best`, `strongest` and the
/// means from the errors of the folds.
void conclude(RegularizationPath& path);

}  // namespace ganglion::train
