#pragma once
#include <cstdint>
#include <span>
#include <string>

#include "ganglion/data/table.h"

namespace ganglion::data {

/// Longer tables aren't searched: nobody writes a legend behind them.
constexpr std::int64_t kMostRowsBeforeSecondTable = 20'000;

/// Whether a blank line stands above one of the rows that start on these lines, but for the first
/// few: where there is none, refuse_second_table has nothing to find.
bool has_blank_lines(std::span<const std::int64_t> lines);

/// Throws Error for a second table, a legend or a remark behind the rows of the first one, of as
/// many fields: rows behind a blank line of which the first has no number in any column that holds
/// numbers above. Of a single such column all of them must be so. `lines`: on which each row
/// starts.
void refuse_second_table(std::span<const Column> columns, std::span<const std::int64_t> lines,
                         const std::string& source);

/// Whether a row holds a word in each of two columns or more that hold numbers in the first row and
/// in the one above: a line of names in the midst of a table.
bool holds_names(const Table& table, std::int64_t row);

}  // namespace ganglion::data
