#pragma once
#include <optional>
#include <string>

#include "ganglion/data/table.h"
#include "ganglion/data/text/dates.h"

namespace ganglion::data {

/// What is to be said of a column of numbers in which one number seems to stand for a missing
/// value: the least or the greatest one, of nines only (-99, 999, 9999.99) or one that programs
/// write there (-32768, 2147483647, 1e20, 9.96921e36, 3.40282e38), in two rows or more (a negative
/// one of three nines or more below numbers that aren't negative in one of ten rows, too), and
/// further from the others than they are from each other. Nothing is done about it.
std::optional<std::string> sentinel_note(const Column& column);

/// The same of a column of dates: 9999-12-31, 2999-12-31, 1900-01-01, 1970-01-01 and the like.
std::optional<std::string> date_sentinel_note(const Column& column, DateOrder order);

/// What is to be said of numbers that are all days, as 20201231 and 31122020 are, times
/// (20201231235959) or months (202012, 2020.12, 12.2020).
std::optional<std::string> dense_dates_note(const Column& column);

}  // namespace ganglion::data
