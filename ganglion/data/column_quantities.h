#pragma once
#include "ganglion/data/table.h"

namespace ganglion::data {

/// Throws Error, naming file, line and the remedy, for a column of texts of which two thirds or
/// more are quantities in a form that isn't read, so that they don't become categories:
/// - numbers with different units ("5 kg" and "300 g");
/// - durations, one of them of a day or more ("36:15:00", "2 days 03:00:00"); shorter ones alone
///   are times of the day;
/// - hexadecimal numbers ("0x1F");
/// - numbers with underscores ("1_000"), perhaps among others;
/// - those of unread_quantity: with an error, as a program shows them, complex, with a direction,
/// in
///   digits of other scripts.
/// Columns of at most 20 different ones, which repeat, are categories.
void refuse_quantities(const Table& table, const Column& column);

}  // namespace ganglion::data
