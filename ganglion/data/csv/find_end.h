#pragma once
#include <span>
#include <string>
#include <string_view>

#include "ganglion/data/csv/csv_head.h"

namespace ganglion::data {

/// Where the rows of a text end: finds a row of totals and lines behind the rows, and tells of them
/// in the notes of `head`. `rows`: those below the header that were looked at, which are all of
/// them if `complete`; `text`: the text, or its end.
void find_end(std::string_view text, std::span<const CsvSample> rows, bool complete,
              const std::string& source, const CsvOptions& options, CsvHead& head);

}  // namespace ganglion::data
