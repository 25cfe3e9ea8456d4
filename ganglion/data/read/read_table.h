#pragma once
#include <string>

#include "ganglion/data/arrays/arrays.h"
#include "ganglion/data/csv/csv.h"
#include "ganglion/data/table.h"

namespace ganglion::data {

/// Reads a table, whatever its format; the content tells: CSV and its kin (see CsvOptions), ARFF,
/// .npy, .npz and IDX ("IMAGES:LABELS"), packed with gzip or not; "-" is standard input. A column
/// is `number` when every value that is not missing is one (and also when all are missing), else
/// `category`.
/// Throws Error with file:line:column, the offending text and the remedy for: a missing file, a
/// directory, an empty file, a header without rows, a column name that occurs twice, a row that is
/// longer or shorter than the header, and what the scanners of the formats refuse.
/// Of an .npz with rows for training and for a test (see ArrayPart) `part` is read.
Table read_table(const std::string& path, const CsvOptions& options = {},
                 ArrayPart part = ArrayPart::train);

}  // namespace ganglion::data
