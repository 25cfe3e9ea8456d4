#pragma once
#include <span>

#include "ganglion/data/csv/csv_head.h"

namespace ganglion::data {

/// Whether the first of the rows below a header says what their columns are measured in: it has no
/// number, but short words (or nothing) over columns of numbers; a word over texts is none of them.
bool is_units_row(std::span<const CsvSample> rows, const CsvHead& head, const CsvOptions& options);

}  // namespace ganglion::data
