#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/train/job/job.h"
#include "ganglion/train/run/run_options.h"
#include "ganglion/train/tune/search_header.h"
#include "ganglion/train/tune/tune_result.h"

namespace ganglion::train {

struct TuneOptions {
  /// Seconds in all; settings to try, the default ones among them.
  SearchLimits limits = {};
  std::string metric = {};               ///< see scored_metric
  std::vector<std::string> search = {};  ///< settings to search; empty: those left open
  /// Listener, `stop` and `training` as for a run; with `resume` the search of the folder `out`
  /// goes on.
  RunOptions run = {};
};

/// Searches settings of a job by cross-validation (search.h, job_space.h) on the rows that are not
/// for the test, which nothing looks at. Then the best settings and the default ones are trained
/// on fresh folds, which say whether the best is better than by luck, and the best once on all
/// training rows, scored on the test rows. Everything that the job states is kept; `cross_validate`
/// are the folds, 5 if it is 0.
///
/// The folder `out` (by default runs/<name of the data>-tune) gets job.toml with the best settings
/// so far, trials.jsonl, tune.json, tune.html, and the run of the best settings in best/. Within a
/// budget the search leaves time for what follows it. With `trials` the result is the same each
/// time, for any number of threads.
///
/// Throws Error as run does; when neither budget nor trials are given; when the budget ends before
/// the default settings are known on all folds.
TuneResult tune(Job job, const TuneOptions& options);

}  // namespace ganglion::train
