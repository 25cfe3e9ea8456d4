#pragma once
#include <span>
#include <string>

#include "ganglion/data/csv/csv_head.h"

namespace ganglion::data {

/// Throws Error where a column was written with "1.234,50" in training, and is now, in a file where
/// commas stand between fields, with "1.234" only: a thousand, or the number of another country?
/// The same of "1,234.50" and a file with semicolons between fields. `rows`: some below the header.
void refuse_other_marks(std::span<const CsvSample> rows, const CsvHead& head,
                        const CsvOptions& options, const std::string& source);

}  // namespace ganglion::data
