#pragma once
#include <optional>
#include <string>

#include "ganglion/data/table.h"

namespace ganglion::data {

/// What is to be said of a column of texts that names rows of totals among the others, as
/// spreadsheets with groups have them: "Subtotal", "North Total" beside "North", "Total"; or
/// statistics, in a row each: "Mean", "SD".
std::optional<std::string> total_rows_note(const Table& table, const Column& column);

}  // namespace ganglion::data
