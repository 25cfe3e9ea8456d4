#pragma once
#include "ganglion/train/job/network/resolved_job.h"
#include "ganglion/train/model.h"
#include "ganglion/train/run/run_options.h"

namespace ganglion::train {

/// A job that was trained on rows which were divided before; nothing of it is on disk.
struct TrainedJob {
  ResolvedJob job;
  Model model;                        ///< calibrated as the job says
  data::Preprocessing preprocessing;  ///< with the threshold that was chosen
  History history = {};               ///< of the first network, where there are several
  double seconds = 0.0;
};

/// Trains a job on the training rows of `data`, with early stopping by its validation rows. Of the
/// options `listener`, `stop` and `ranks` count; a job that was stopped is trained in part. Throws
/// Error as resolve and Model::fit do.
TrainedJob train_rows(Job job, const JobData& data, const RunOptions& options);

}  // namespace ganglion::train
