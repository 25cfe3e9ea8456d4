#include "ganglion/train/tune/search.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <thread>

#include "ganglion/core/error.h"
#include "ganglion/data/text/parallel.h"
#include "ganglion/train/tune/halving.h"
#include "ganglion/train/tune/tpe.h"

namespace ganglion::train {
namespace {

class TrialSearch {
 public:
  TrialSearch(const SearchSpace& space, const SearchOptions& options)
      : space_(space), options_(options) {}

  std::vector<Trial> run() {
    trials_.push_back({.number = 1, .point = options_.start});
    extend({0}, options_.folds, 0);
    for (const FoldScore& fold : trials_[0].folds) {
      if (fold.failure.empty()) continue;
      throw Error(fmt::format("the settings to begin with can't be trained: {}", fold.failure));
    }
    if (options_.round) options_.round(trials_);
    while (!stopped() && wanted() > 0 && !space_.empty()) {
      run_round();
      if (options_.round) options_.round(trials_);
    }
    return std::move(trials_);
  }

 private:
  bool stopped() const { return options_.stopped && options_.stopped(); }

  /// Candidates of the next round.
  std::int64_t wanted() const {
    if (options_.trials == 0) return kRoundCandidates;
    return std::min(kRoundCandidates, options_.trials - std::ssize(trials_));
  }

  void run_round() {
    std::vector<Observation> seen;
    for (const Trial& trial : trials_) {
      if (!trial.point.empty() && !trial.folds.empty()) {
        seen.push_back({trial.point, mean_difference(trial, trials_[0])});
      }
    }
    std::vector<std::size_t> in;
    for (std::int64_t left = wanted(); left > 0; --left) {
      const std::int64_t number = std::ssize(trials_) + 1;
      in.push_back(trials_.size());
      trials_.push_back(
          {.number = number,
           .point = propose(space_, seen, options_.seed, static_cast<std::uint64_t>(number))});
    }
    for (const Rung& rung : halving_rungs(std::ssize(in), options_.folds)) {
      std::ranges::stable_sort(in, {}, [&](std::size_t i) {
        return trials_[i].folds.empty() ? 0.0 : mean_difference(trials_[i], trials_[0]);
      });
      in.resize(static_cast<std::size_t>(rung.candidates));
      extend(in, rung.folds, rounds_);
      if (stopped()) return;
    }
    ++rounds_;
  }

  /// Trains trials on the `folds` folds from `first` on, round about, that they don't know yet,
  /// several at a time.
  void extend(const std::vector<std::size_t>& in, std::int64_t folds, std::int64_t first) {
    struct Training {
      std::size_t trial;
      std::int64_t place;  // among the folds of the trial
    };
    std::vector<Training> trainings;
    for (std::int64_t place = 0; place < folds; ++place) {  // fold by fold: each is read once
      for (const std::size_t i : in) {
        if (place >= std::ssize(trials_[i].folds)) trainings.push_back({i, place});
      }
    }
    const int all = options_.threads > 0
                        ? options_.threads
                        : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    const auto at_once = std::min<std::size_t>(trainings.size(), static_cast<std::size_t>(all));
    const int each = all / static_cast<int>(std::max<std::size_t>(at_once, 1));
    std::vector<FoldScore> scores(trainings.size(), {.stopped = true});
    data::in_parallel(trainings.size(), all, [&](std::size_t i) {
      if (stopped()) return;
      const std::int64_t fold = (first + trainings[i].place) % options_.folds;
      scores[i] = options_.evaluate(trials_[trainings[i].trial], fold, each);
      scores[i].fold = fold;
    });
    for (std::size_t i = 0; i < trainings.size(); ++i) {
      std::vector<FoldScore>& known = trials_[trainings[i].trial].folds;
      // What was stopped leaves a gap; nothing behind it counts.
      if (!scores[i].stopped && std::ssize(known) == trainings[i].place) known.push_back(scores[i]);
    }
  }

  const SearchSpace& space_;
  const SearchOptions& options_;
  std::vector<Trial> trials_;
  std::int64_t rounds_ = 0;
};

}  // namespace

double Trial::mean_error() const {
  double sum = 0.0;
  for (const FoldScore& fold : folds) sum += fold.error;
  return sum / static_cast<double>(folds.size());
}

double Trial::seconds() const {
  double sum = 0.0;
  for (const FoldScore& fold : folds) sum += fold.seconds;
  return sum;
}

std::vector<double> error_differences(const std::vector<FoldScore>& folds,
                                      const std::vector<FoldScore>& others) {
  std::vector<double> differences;
  for (const FoldScore& score : folds) {
    const auto other = std::ranges::find(others, score.fold, &FoldScore::fold);
    if (other != others.end()) differences.push_back(score.error - other->error);
  }
  return differences;
}

double mean_difference(const Trial& trial, const Trial& other) {
  const std::vector<double> differences = error_differences(trial.folds, other.folds);
  if (differences.empty()) return std::numeric_limits<double>::infinity();
  return std::accumulate(differences.begin(), differences.end(), 0.0) /
         static_cast<double>(differences.size());
}

std::vector<Trial> search(const SearchSpace& space, const SearchOptions& options) {
  return TrialSearch(space, options).run();
}

std::vector<const Trial*> ranking(const std::vector<Trial>& trials) {
  std::vector<const Trial*> order;
  for (const Trial& trial : trials) {
    if (trial.number == 1 || !trial.folds.empty()) order.push_back(&trial);
  }
  std::ranges::stable_sort(order, [&](const Trial* a, const Trial* b) {
    if (a->folds.size() != b->folds.size()) return a->folds.size() > b->folds.size();
    return mean_difference(*a, trials[0]) < mean_difference(*b, trials[0]);
  });
  return order;
}

}  // namespace ganglion::train
