#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ganglion/data/split.h"
#include "ganglion/data/table.h"

namespace ganglion::data {

/// Throws Error naming file, line and column for a row without a time.
void refuse_missing_times(const Table& table, const Column& column);

/// A number for each row that grows with the time in a column: its numbers, or its dates (see
/// parse_date), day first where both orders can be. Throws Error naming file, line and column for a
/// missing column, a missing value, and text that is neither.
std::vector<double> times_of(const Table& table, const std::string& column);

/// The earliest rows and, as `test`, the latest: about round(test_fraction * rows) of them, since
/// rows of the same time stay together. Both parts get at least one row.
/// Throws Error when all rows have the same time, for fewer than 2 rows, and for a fraction outside
/// (0, 1).
RowSplit split_by_time(std::span<const double> times, double test_fraction);

/// For each row the number, from 0 on, of its period: `count` periods of about equally
/// many rows, in order, where rows of the same time stay together. Throws Error when there are
/// fewer different times.
std::vector<std::int64_t> stretches_of_time(std::span<const double> times, std::int64_t count);

}  // namespace ganglion::data
