#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "ganglion/data/series_recipe.h"
#include "ganglion/data/table.h"

namespace ganglion::data {

/// Finds the regular times of a column (numbers or dates, see times_of), of all series together:
/// steps of months, weekdays, a time that all distances are multiples of, or a number. Times of one
/// hour of the day are told by the clock on the wall, whatever their offset from UTC; other ones
/// with offsets in UTC. Throws Error naming file, line and column for what times_of refuses, for
/// offsets that only some times have, for fewer than 3 different times, and for irregular ones:
/// where more than half of the times would be missing.
SeriesClock find_clock(const Table& table, const std::string& column);

/// The position of each row. Of a clock that isn't in UTC offsets are passed over, as the features
/// of dates pass over them. Throws Error naming file, line and column for a missing time, a text
/// that is no date in the order of the clock, a time without an offset for a clock in UTC, and a
/// time between two positions.
std::vector<std::int64_t> positions_of(const Table& table, const std::string& column,
                                       const SeriesClock& clock);

/// "1 month", "2 weekdays", "15 minutes", "0.25": the distance of two positions.
std::string step_text(const SeriesClock& clock);

/// The time of a position as a file has it: dates as ISO 8601, in UTC where they have an offset.
std::string time_text(const SeriesClock& clock, std::int64_t position);
/// The same as a number, of a clock of numbers.
double time_number(const SeriesClock& clock, std::int64_t position);
/// The parts of the date of a position; not for a clock of numbers.
DateParts time_parts(const SeriesClock& clock, std::int64_t position);

/// A time in seconds, for a clock of dates: how long a step is (of months, on average).
double step_seconds(const SeriesClock& clock);

}  // namespace ganglion::data
