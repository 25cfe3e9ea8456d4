#pragma once
#include <vector>

#include "ganglion/train/evaluate/bootstrap.h"

namespace ganglion::train {

/// What came of a comparison of several models on the same rows.
struct PairedBootstrap {
  std::vector<Bootstrap> models = {};       ///< the intervals of each
  std::vector<Bootstrap> differences = {};  ///< each minus the first; 0 to 0 for the first itself
};

/// Intervals of the metrics of several models and of their differences to the first, by the paired
/// percentile bootstrap: each resample draws the same rows for all. Of a model that was trained
/// with several seeds (`models[m][seed]`, equally many of each) the mean over the seeds counts, and
/// a resample draws the seeds, too, so that the interval covers the randomness of training. Where
/// there is one seed, it covers the choice of rows alone. The same options give the same intervals.
PairedBootstrap paired_bootstrap(const std::vector<std::vector<ResampledMetrics>>& models,
                                 const BootstrapOptions& options = {});

}  // namespace ganglion::train
