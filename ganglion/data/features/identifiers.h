#pragma once
#include "ganglion/data/table.h"

namespace ganglion::data {

/// Whether a column of numbers names rows: integers that are all there, each another, in 50 rows or
/// more, when its name says so ("id", "PassengerId", "Unnamed: 0"), when they count the rows, or
/// when they are the large numbers of a first column without a name.
bool names_rows(const Table& table, const Column& column, bool first);

}  // namespace ganglion::data
