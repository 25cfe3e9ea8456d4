#pragma once
#include "ganglion/data/table.h"
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/listener.h"

namespace ganglion::train {

/// Writes size, channels and shape of images or signals into the job, how spectrograms were made,
/// and how those are augmented. Throws Error for settings that are not for what the table holds.
void settle_samples(Job& job, const data::Table& table, const Listener& listener);

}  // namespace ganglion::train
