#pragma once
#include <string>
#include <string_view>

#include "ganglion/data/csv/csv.h"
#include "ganglion/data/table.h"

namespace ganglion::data {

/// A table of CSV text in memory, as read_table reads it from a file; `source` starts error
/// messages.
Table parse_table(std::string_view text, const std::string& source, const CsvOptions& options = {});

}  // namespace ganglion::data
