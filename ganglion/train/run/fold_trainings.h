#pragma once
#include "ganglion/train/evaluate/cross_validation.h"
#include "ganglion/train/job/network/resolved_job.h"
#include "ganglion/train/job/rows/folds.h"
#include "ganglion/train/run/run_options.h"
#include "ganglion/train/run/time_budget.h"

namespace ganglion::train {

/// Trains and tests the job once for each fold, each in its share of the time. Of several ranks,
/// rank r trains folds r, r + size, …, and all get the summary. Of the options `listener`,
/// `progress`, `stop` and `ranks` count.
CrossValidation train_folds(const ResolvedJob& job, const Folds& folds, const TimeBudget& time,
                            const RunOptions& options);

}  // namespace ganglion::train
