#pragma once
#include "ganglion/train/job/listener.h"
#include "ganglion/train/job/network/resolved_job.h"
#include "ganglion/train/model.h"
#include "ganglion/train/run/held_out.h"

namespace ganglion::train {

/// What a trained model still learns from the rows that were held out, never from those of the
/// test: whether the linear model that it began as does better, which it then becomes again; the
/// temperature of its probabilities, where that helps (see calibrate), and its threshold by the
/// rule of the job, which is returned. Tells what was chosen.
double fit_outputs(Model& model, const ResolvedJob& job, const JobData& data,
                   const HeldOut& held_out, const Listener& listener);

}  // namespace ganglion::train
