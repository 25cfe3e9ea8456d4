#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace ganglion::data {

/// In which order the numbers of a date stand where it isn't clear: 31/12/2020, 12/31/2020, or with
/// two digits a year 20/12/31. Dates that begin with a year of four digits, or name the month, need
/// no order. `no_year`: "Jun-01" is 1 June, which is June 2001 otherwise.
enum class DateOrder : std::uint8_t { day_first, month_first, year_first, no_year };

/// "day first", "month first", "year first" or "month and day".
std::string_view name_of(DateOrder order);

/// The parts of a date that say something: year, month (1-12), day (1-31), weekday (1 Monday - 7
/// Sunday, ISO 8601) and hour (0-24 with its fraction).
struct DateParts {
  static constexpr std::array<std::string_view, 5> kNames = {"year", "month", "day", "weekday",
                                                             "hour"};
  std::array<double, 5> values = {};
  /// Hours since 1970 of the moment: by its offset from UTC, if it has one.
  double hours = 0;
  bool has_day = true;      ///< false for a time alone, which is on 1 January 1970
  bool is_period = false;   ///< a month, quarter or half-year, of which this is the first day
  bool has_offset = false;  ///< whether it says an offset from UTC, or Z

  /// Hours since 1970 by the clock on the wall, whatever the offset.
  double local_hours() const;
  /// Its day, counted from 1 January 1970, and the part of it that has passed.
  double local_days() const { return local_hours() / 24; }
};

/// Reads "2020-12-31", "2020/12/31", "31.12.2020", "12/31/2020", "31 Dec 2020", "Dec 31st, 2020",
/// "31-Dec-20", "31DEC2020", "Thu, 31 Dec 2020", "20201231", each perhaps with a time (see
/// read_time) behind a blank or T, or a colon where the month has a name; "20201231235959"; also
/// "Thu Dec 31 23:59:59 2020", or a time alone. Months: "Dec 2020", "Dec-20", "Dec'20", "2020-12",
/// "2020/1", "12/2020", "1-2020", "2020.12", "12.2020", "202012"; quarters, half-years and weeks
/// (see first_day_of_period); "2020年12月31日"; all stand for their first day. Names are English,
/// German, French, Spanish, Italian, Portuguese or Dutch. An offset from UTC doesn't change the
/// parts. Years have four digits, or two: 69 to 99 are of the last century, 00 to 68 of this one
/// (as POSIX has it). Days without a year ("Jun-01" by DateOrder::no_year) are of 2000. Nothing for
/// other text and for days that don't exist.
std::optional<DateParts> parse_date(std::string_view text, DateOrder order);

/// The order in which all of some texts are dates, or all are times; nothing if there is none. Day
/// first if day and month may be either; the year first where that alone makes days differ more
/// than years; no year where month_numbers finds days.
std::optional<DateOrder> order_of_dates(std::span<const std::string_view> texts);

/// A text that is another date by another order.
struct AmbiguousDate {
  std::string_view text = {};  ///< empty: there is none
  DateOrder other = DateOrder::day_first;
};

/// The first such text, of texts that are all dates of `order` and of the other one, too.
AmbiguousDate ambiguous_date(std::span<const std::string_view> texts, DateOrder order);

}  // namespace ganglion::data
