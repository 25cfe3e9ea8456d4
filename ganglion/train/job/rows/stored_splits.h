#pragma once
#include <memory>

#include "ganglion/core/bulk_file.h"
#include "ganglion/data/stored/stored_table.h"
#include "ganglion/train/job/rows/job_source.h"

namespace ganglion::train {

/// The data sets of the splits, made from a stored table a chunk at a time by what was fitted. With
/// a file the features go there, else they are in memory; `threads` as in CsvOptions.
SplitData make_splits(const data::StoredTable& table, const RowSplits& splits,
                      const data::Preprocessing& preprocessing,
                      const std::shared_ptr<BulkFile>& file, int threads);

}  // namespace ganglion::train
