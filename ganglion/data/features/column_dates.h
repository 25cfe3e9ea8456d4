#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/data/features/column_types.h"
#include "ganglion/data/note.h"
#include "ganglion/data/table.h"
#include "ganglion/data/text/dates.h"

namespace ganglion::data {

/// What a column of dates is to hold, and what is advised otherwise.
struct DatesWanted {
  DateOrder order = DateOrder::day_first;
  bool needs_day = false;    ///< a time alone isn't enough
  bool may_be_empty = true;  ///< a missing one may stay missing
};

/// The date of each row that has one. Throws Error naming file, line and column for a text that is
/// none of the order.
std::vector<std::optional<DateParts>> dates_in(const Table& table, const Column& column,
                                               const DatesWanted& wanted);

/// The order that a type says; nothing for `date` and for what are no dates.
std::optional<DateOrder> order_of(ColumnType type);
/// The type that says an order.
ColumnType type_of(DateOrder order);
/// A table whose columns know the order of their dates where it is given.
Table with_date_orders(Table table, const ColumnTypes& given);

/// A day and the time of it, counted in days from 1 January 1970, as ISO 8601 writes it:
/// "2020-12-31", "2020-12-31 23:59".
std::string day_text(double days);

/// What is to be said of dates that are read by an order and are others by another one.
std::optional<Note> two_readings_note(const Column& column, DateOrder order);

/// What is to be said of the dates of a second file that are others by another order than the
/// model's. Nothing where some are no dates of its order, or the file tells what they are.
std::optional<std::string> two_ways_note(const Column& column, DateOrder order);

}  // namespace ganglion::data
