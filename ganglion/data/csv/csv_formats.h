#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "ganglion/data/csv/csv_head.h"

namespace ganglion::data {

/// How a column is read where that is known; with the decimal mark of the options, if they have
/// one.
std::optional<ColumnReading> reading_of(const std::string& column, const CsvOptions& options);

/// Whether a text stands for a missing value, among numbers or anywhere.
bool is_marked_missing(const std::string& text, const CsvOptions& options);

/// How each column of some rows is written. `decimal` is set where several columns tell it.
std::vector<NumberFormat> formats_of(const std::vector<CsvSample>& rows, std::size_t first,
                                     std::size_t offset, const std::vector<std::string>& names,
                                     const CsvOptions& options, char delimiter, char& decimal);

}  // namespace ganglion::data
