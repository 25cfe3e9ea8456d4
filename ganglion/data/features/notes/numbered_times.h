#pragma once
#include <optional>
#include <string>

#include "ganglion/data/table.h"

namespace ganglion::data {

/// What is to be said of numbers that seem to be moments, in a column that is named like one
/// ("timestamp", "created_at"): seconds, milliseconds, microseconds or nanoseconds since 1970, of
/// the years 2000 to 2099, or days of a spreadsheet (45292 is 2024-01-01), of 1990 to 2049. They
/// stay numbers: to learn from hours, weekdays and months, they must be written as dates.
std::optional<std::string> numbered_times_note(const Column& column);

}  // namespace ganglion::data
