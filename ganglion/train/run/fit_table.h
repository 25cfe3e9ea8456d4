#pragma once
#include <optional>

#include "ganglion/core/tensor.h"
#include "ganglion/data/table.h"
#include "ganglion/train/run/run_options.h"
#include "ganglion/train/run/train_rows.h"

namespace ganglion::train {

/// What run() does with a file, done with rows in memory, and without a folder: divides them,
/// chooses what the job leaves open, trains with early stopping, calibrates. `job.data` is ignored;
/// errors call the rows table.source(). The model has all it needs to predict tables
/// (TablePredictor) and to be saved. The same rows and job give the same model as run() does, to
/// the last bit. `weights`: [rows] f32, how much each row counts. Of the options `listener`,
/// `ranks` and `stop` count; all ranks must have the same rows. Throws Error.
TrainedJob fit_table(Job job, data::Table table, const std::optional<Tensor>& weights = {},
                     const RunOptions& options = {});

}  // namespace ganglion::train
