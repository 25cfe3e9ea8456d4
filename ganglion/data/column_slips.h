#pragma once
#include <optional>
#include <string>

#include "ganglion/data/table.h"

namespace ganglion::data {

/// Throws Error, naming file, line and the remedy, for a column of texts of which most are numbers
/// or dates, where the others (less than a third) look like slips: the column has more than 20
/// different numbers, or another in more than half of its rows, and none with needless zeros before
/// it ("007" is a code). So it does for numbers that are written in different ways ("$5", "€5"),
/// for those that are ambiguous ("1,234") and for those with a unit behind them.
void refuse_slips(const Table& table, const Column& column);

/// What is to be said of a column of texts that refuse_slips lets pass because it has few different
/// numbers, of which at most one row in twenty holds another text: it may be a slip, or a mark for
/// a missing value.
std::optional<std::string> few_words_note(const Table& table, const Column& column);

}  // namespace ganglion::data
