#include "ganglion/train/tune/trial_ranking.h"

namespace ganglion::train {

FoldDifference difference_in_metric(const ScoredMetric& metric, const std::vector<FoldScore>& folds,
                                    const std::vector<FoldScore>& others) {
  const FoldDifference errors = fold_difference(error_differences(folds, others));
  if (metric.smaller_is_better) return errors;
  return {.mean = -errors.mean, .interval = {-errors.interval.high, -errors.interval.low}};
}

std::vector<RankedTrial> ranked_trials(const std::vector<Trial>& trials, const SearchSpace& space,
                                       const std::vector<std::string>& settings, const Job& chosen,
                                       const ScoredMetric& metric) {
  std::vector<RankedTrial> result;
  for (const Trial* trial : ranking(trials)) {
    const Job job = trial->number == 1 ? chosen : job_at(space, trial->point, chosen);
    RankedTrial ranked = {.number = trial->number,
                          .folds = std::ssize(trial->folds),
                          .value = metric.signed_error(trial->mean_error()),
                          .difference = difference_in_metric(metric, trial->folds, trials[0].folds),
                          .seconds = trial->seconds(),
                          .settings = settings_text(settings, job),
                          .values = values_of(settings, job)};
    for (const FoldScore& fold : trial->folds) {
      if (!fold.failure.empty()) ranked.failure = fold.failure;
    }
    for (std::size_t d = 0; d < trial->point.size(); ++d) {
      ranked.places.emplace_back(space[d].name, value_text(space[d], trial->point[d]));
    }
    result.push_back(std::move(ranked));
  }
  return result;
}

}  // namespace ganglion::train
