#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/io/json.h"
#include "ganglion/train/evaluate/fold_difference.h"
#include "ganglion/train/job/job.h"
#include "ganglion/train/results/run_result.h"
#include "ganglion/train/tune/scored_metric.h"
#include "ganglion/train/tune/search.h"

namespace ganglion::train {

/// Settings that were tried, as people read them. Values and differences are in the metric.
struct RankedTrial {
  std::int64_t number = 1;         ///< 1: the default settings
  std::int64_t folds = 0;          ///< that it is known on
  double value = 0.0;              ///< the mean over them; infinite where training failed
  FoldDifference difference = {};  ///< to the default settings on the same folds
  double seconds = 0.0;            ///< of training
  std::string settings = {};
  std::vector<std::pair<std::string, std::string>> values = {};  ///< by key of the job
  /// By dimension of the space; empty where the default settings lie outside it.
  std::vector<std::pair<std::string, std::string>> places = {};
  std::string failure = {};
};

/// The best settings and the default ones on folds that the search didn't see: chosen for none of
/// them, they show how much of the difference was luck.
struct FreshFolds {
  double chosen = 0.0;  ///< mean of the metric, default settings
  double best = 0.0;    ///< of the best settings
  FoldDifference difference = {};
};

/// What the difference says.
enum class TuneVerdict : std::uint8_t {
  default_is_best,  ///< no settings beat the default ones
  not_confirmed,    ///< there was no time for fresh folds
  within_noise,     ///< the interval on fresh folds contains 0, or lies on the wrong side
  clearly_better,
};

/// What came of a search.
struct TuneResult {
  std::string data;
  ResolvedJob chosen;  ///< the default settings
  ScoredMetric metric;
  std::int64_t folds = 0;
  std::vector<std::string> searched = {};  ///< settings, by the words of `search`
  std::vector<RankedTrial> ranking = {};   ///< from best to worst, all of them
  std::int64_t trainings = 0;
  Job best = {};  ///< the job of the first of the ranking
  std::optional<FreshFolds> fresh = std::nullopt;
  bool interrupted = false;
  double seconds = 0.0;
  std::string folder = {};
  std::string job = {};     ///< path of the best settings' job.toml
  std::string report = {};  ///< path of tune.html
  /// The best settings trained once more and scored on the test rows.
  std::optional<RunResult> run = std::nullopt;

  TuneVerdict verdict() const;
  /// The sentence that follows from it.
  std::string verdict_text() const;
  /// The trial of the default settings.
  const RankedTrial& default_trial() const;
  /// The object that `ganglion tune --json` prints and tune.json holds.
  io::Json to_json() const;
};

/// "-0.0121 (95 % CI: -0.0198 to -0.0044)"
std::string difference_text(const FoldDifference& difference);
/// The same of a trial; without an interval where it isn't known on all folds, few of which say
/// little.
std::string trial_difference(const RankedTrial& trial, std::int64_t folds);

}  // namespace ganglion::train
