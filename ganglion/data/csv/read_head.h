#pragma once
#include <string>
#include <string_view>

#include "ganglion/data/csv/csv_head.h"

namespace ganglion::data {

/// Looks at the first lines of a text (without byte order mark, seen by check_text). Passed over
/// with a note: `sep=;` of Excel, lines of titles before the header, a line of units behind it, a
/// row of totals at the end. Throws Error beginning with `source` for a text without rows, and for
/// names that occur twice.
/// `tail`: the end of the file, where `text` is only its beginning (not `complete` then).
CsvHead read_head(std::string_view text, const std::string& source, const CsvOptions& options,
                  std::string_view tail = {});

}  // namespace ganglion::data
