#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ganglion/data/table.h"
#include "ganglion/data/text/dates.h"

namespace ganglion::data {

/// What is to be said of a column of dates, those of its rows: years of two digits that are
/// taken for ones in the future, most years of another calendar, and rows in the order of time
/// where the test is drawn at random all the same.
std::vector<std::string> date_notes(const Column& column,
                                    const std::vector<std::optional<DateParts>>& dates,
                                    bool test_is_random);

}  // namespace ganglion::data
