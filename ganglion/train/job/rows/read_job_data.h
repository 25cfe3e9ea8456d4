#pragma once
#include <optional>

#include "ganglion/core/tensor.h"
#include "ganglion/data/table.h"
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/listener.h"
#include "ganglion/train/job/rows/job_data.h"

namespace ganglion::train {

/// Reads and divides the data, and fills in what the job leaves open: targets, task, output. Rows
/// without a target are dropped, and counted in a note. The test rows are cut off first, then the
/// validation rows from the rest (see cut). Throws Error naming file, line, column or setting.
JobData read_job_data(Job& job, const Listener& listener);
/// The same of rows that are in memory; `job.data` is but their name in messages. `weights`: [rows]
/// f32, how much each counts in the losses of training and validation; every row has a target then.
JobData read_job_data(Job& job, data::Table table, const std::optional<Tensor>& weights,
                      const Listener& listener);

}  // namespace ganglion::train
