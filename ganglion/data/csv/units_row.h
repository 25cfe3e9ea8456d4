#pragma once
#include <cstddef>
#include <span>
#include <string>

#include "ganglion/data/csv/csv_head.h"

namespace ganglion::data {

/// How many of the rows behind a header, at most three, are no data but say what columns hold or
/// are measured in, such as "mm", or the questions of a survey below their numbers: they have words
/// over columns of numbers, no number, and no word that occurs again below.
/// A line of widths and types behind the names counts, too.
std::size_t count_units_rows(std::span<const CsvSample> rows, const CsvHead& head,
                             const CsvOptions& options);

/// Whether the first of some rows of so many fields holds widths and types of columns: "5s", "14n",
/// "20d", as RDB files of the United States Geological Survey have them below the names.
bool begin_with_formats(std::span<const CsvSample> rows, std::size_t width);

/// Says that such rows, in a file whose first one reads `text`, are passed over.
Note units_note(std::span<const CsvSample> rows, const std::string& source,
                const std::string& text);

}  // namespace ganglion::data
