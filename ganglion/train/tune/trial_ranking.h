#pragma once
#include <string>
#include <vector>

#include "ganglion/train/tune/job_space.h"
#include "ganglion/train/tune/search.h"
#include "ganglion/train/tune/tune_result.h"

namespace ganglion::train {

/// The differences of errors on the folds that both know, in the metric.
FoldDifference difference_in_metric(const ScoredMetric& metric, const std::vector<FoldScore>& folds,
                                    const std::vector<FoldScore>& others);

/// All trials from best to worst (see ranking), as people read them.
std::vector<RankedTrial> ranked_trials(const std::vector<Trial>& trials, const SearchSpace& space,
                                       const std::vector<std::string>& settings, const Job& chosen,
                                       const ScoredMetric& metric);

}  // namespace ganglion::train
