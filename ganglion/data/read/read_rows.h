#pragma once
#include <string>

#include "ganglion/data/samples/row_options.h"
#include "ganglion/data/table.h"

namespace ganglion::data {

/// Reads the rows of a path, whatever it is: a folder of pictures (see read_image_folder) or sound
/// files (see read_wav_folder), a single one of those files, arrays of pictures or signals (IDX,
/// NPY, NPZ; see sample_table), `.ts` files of signals, tables of signals with options.signal, and
/// else a table (see read_table). Pictures and signals are the `samples()` of the table; its
/// columns are `file` and `class`, or what an array or table has besides them.
Table read_rows(const std::string& path, const RowOptions& options = {});

}  // namespace ganglion::data
