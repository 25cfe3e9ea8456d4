#pragma once
#include <optional>
#include <string>

#include "ganglion/data/table.h"

namespace ganglion::data {

/// What is to be said of a column of numbers in which very few, one in two hundred and three at
/// most, lie ten times as far from the median as all others do: `99999 (t.csv:45) lies 120 times as
/// far from the median, 23, as all other values`. A decimal point that was forgotten, two fields
/// grown together and a mark for a missing value look like that; a town among villages does, too.
/// Nothing of fewer than 20 numbers.
std::optional<std::string> outlier_note(const Table& table, const Column& column);

}  // namespace ganglion::data
