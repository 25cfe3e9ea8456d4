#pragma once
#include "ganglion/data/column_source.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/listener.h"

namespace ganglion::train {

/// What the output layer makes of its weighted sums. Classes and labels have one fitting output,
/// which their loss works on. A regression may have any of kRegressionOutputs: targets that are
/// never negative get softplus, which is never negative either, unless the network has no hidden
/// layers: then it is linear regression; or they lie far above 0 compared to their spread (times,
/// years): then what counts is the distance from their mean.

/// Fills in job.output, and warns when it can't reach the targets of the training rows. Returns the
/// preprocessing with the targets scaled as the output needs them: 0 must stay 0 for relu and
/// softplus, so these are divided by their deviation only; for sigmoid they stay as they are.
/// Throws Error when job.output doesn't fit the task.
data::Preprocessing fit_output(Job& job, const data::Preprocessing& preprocessing,
                               data::ColumnSource& train, const Listener& listener);

}  // namespace ganglion::train
