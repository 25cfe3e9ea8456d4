#pragma once
#include <cstddef>
#include <span>

#include "ganglion/data/csv/csv_head.h"

namespace ganglion::data {

/// How many of the rows behind a header, at most three, are no data but say what columns hold or
/// are measured in, such as "mm", or the questions of a survey below their numbers: they have words
/// over columns of numbers, no number, and no word that occurs again below.
std::size_t count_units_rows(std::span<const CsvSample> rows, const CsvHead& head,
                             const CsvOptions& options);

}  // namespace ganglion::data
