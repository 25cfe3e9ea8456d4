#pragma once
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/listener.h"
#include "ganglion/train/job/rows/job_data.h"

namespace ganglion::train {

/// Chooses how many networks are trained, if the job doesn't say. `asked`: its network was asked
/// for, and is left alone.
void choose_ensemble(Job& job, const JobData& data, bool asked, const Listener& listener);

/// Whether each network of the ensemble is validated on rows of its own: where the job says so, or
/// nothing and there is no reason against it. Throws Error for a job that asks for what can't be.
bool choose_folds(Job& job, const JobData& data, const Listener& listener);

}  // namespace ganglion::train
