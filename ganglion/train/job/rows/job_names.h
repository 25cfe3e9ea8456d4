#pragma once
#include "ganglion/data/table.h"
#include "ganglion/train/job/job.h"

namespace ganglion::train {

/// Puts the names that a table has in place of those by which a job calls its columns: "#3" for the
/// third, lists that were cut at the commas of a name. Throws Error for a column that isn't there,
/// and for `group` where rows are files.
void name_columns(Job& job, const data::Table& table);

}  // namespace ganglion::train
