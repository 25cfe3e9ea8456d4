#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ganglion/train/tune/search_space.h"

namespace ganglion::train {

/// How settings did on one fold.
struct FoldScore {
  std::int64_t fold = 0;     ///< which, from 0 on
  double error = 0.0;        ///< less is better; infinite when training failed
  double seconds = 0.0;      ///< of training
  std::string failure = {};  ///< why it failed; else empty
  bool stopped = false;      ///< training was stopped: there is no score
};

/// Settings that were tried.
struct Trial {
  std::int64_t number = 1;  ///< 1: the default settings
  Point point = {};         ///< empty where the default settings lie outside the space
  /// As far as it got, in the order in which its round takes the folds.
  std::vector<FoldScore> folds = {};

  double mean_error() const;
  double seconds() const;
};

/// How much more error a trial makes than another on the folds that both know, in their order.
std::vector<double> error_differences(const std::vector<FoldScore>& folds,
                                      const std::vector<FoldScore>& others);
/// The mean of them; infinite when it failed, or knows none.
double mean_difference(const Trial& trial, const Trial& other);

struct SearchOptions {
  std::int64_t folds = 5;
  std::int64_t trials = 0;  ///< in all, with the default settings; 0: until `stopped`
  int threads = 0;          ///< trainings at a time; 0: one a processor
  std::uint64_t seed = 1;
  Point start = {};  ///< of the default settings; empty: outside the space
  /// Trains settings on a fold with so many threads; called on several threads at a time.
  std::function<FoldScore(const Trial&, std::int64_t fold, int threads)> evaluate;
  std::function<bool()> stopped = {};  ///< whether to end; asked between trainings
  /// Told of each round: all trials so far.
  std::function<void(const std::vector<Trial>&)> round = {};
};

/// Searches: the default settings on all folds, then rounds of successive halving (halving_rungs)
/// over points that `propose` gives, each round knowing those before. Each round begins with
/// another fold, so that no fold is favoured. Trials in the order of their numbers; those of a
/// round that was stopped are known as far as they got. The result depends on scores and options
/// alone, not on the number of threads. Throws Error when the default settings fail.
std::vector<Trial> search(const SearchSpace& space, const SearchOptions& options);

/// The trials from best to worst: those that got farther first, then by mean_difference to the
/// first trial.
std::vector<const Trial*> ranking(const std::vector<Trial>& trials);

}  // namespace ganglion::train
