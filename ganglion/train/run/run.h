#pragma once
#include <string>

#include "ganglion/train/job/job.h"
#include "ganglion/train/results/run_result.h"
#include "ganglion/train/run/run_options.h"

namespace ganglion::train {

/// From a table to a run folder: reads and divides the data, chooses what the job leaves open,
/// trains with early stopping, evaluates, and writes model.ganglion, job.toml, history.csv
/// (of the first network), metrics.json and report.html, each atomically. Throws Error; a folder
/// that was made new is left with what was done so far, and can be resumed once job.toml is in it.
RunResult run(Job job, const RunOptions& options = {});

/// The job of a run folder that is to go on. Throws Error when there is none.
Job job_to_resume(const std::string& folder);

}  // namespace ganglion::train
