#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ganglion::data {

/// Which of the first two numbers of a date is the month, where the year comes last: 31/12/2020 or
/// 12/31/2020. Dates that begin with the year, or name the month, need no order.
enum class DateOrder : std::uint8_t { day_first, month_first };

/// The parts of a date that say something: year, month (1-12), day (1-31), weekday (1 Monday - 7
/// Sunday, ISO 8601) and hour (0-24 with its fraction).
struct DateParts {
  static constexpr std::array<std::string_view, 5> kNames = {"year", "month", "day", "weekday",
                                                             "hour"};
  std::array<double, 5> values = {};
};

/// Reads "2020-12-31", "2020/12/31", "31.12.2020", "12/31/2020", "31 Dec 2020", "Dec 31, 2020",
/// "31-Dec-2020", each perhaps with a time behind a blank or T: "23:59", "23:59:59.5", then perhaps
/// Z or an offset, which doesn't change the parts. Years have four digits. Nothing for other text
/// and for days that don't exist.
std::optional<DateParts> parse_date(std::string_view text, DateOrder order);

}  // namespace ganglion::data
