#pragma once
#include "ganglion/train/job/listener.h"
#include "ganglion/train/job/network/resolved_job.h"
#include "ganglion/train/model.h"
#include "ganglion/train/results/run_result.h"
#include "ganglion/train/results/told.h"
#include "ganglion/train/run/held_out.h"
#include "ganglion/train/run/run_folder.h"

/// What becomes of a run once its network is trained: results, and files.
namespace ganglion::train {

/// A trained network, and what it was trained by.
struct TrainedRun {
  const ResolvedJob& job;
  JobData& data;  ///< parts of 100 million predictions and more are thinned, see EvaluatedRows
  Model& model;   ///< with model_info()
  const History& history;
  const HeldOut& held_out;
};

/// What goes with the network into its file.
ModelInfo model_info(const ResolvedJob& job, const JobData& data);

/// What is known without looking at any row.
RunResult described(const TrainedRun& run);

/// What the model still learns from the validation rows (fit_outputs), and how good it is on all
/// parts of the data.
void evaluate_run(const TrainedRun& run, const Listener& listener, RunResult& result);

/// Writes model, metrics and report into a run folder. Throws Error.
void write_run(const TrainedRun& run, const RunMessages& messages, const RunFolder& folder,
               RunResult& result);

}  // namespace ganglion::train
