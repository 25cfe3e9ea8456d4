#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "ganglion/data/series/clock.h"
#include "ganglion/data/text/calendar.h"
#include "ganglion/data/text/period.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

struct Day {
  int year;
  int month;
  int day;
};

/// The day so many days after 1 January 1970 (Hinnant, "chrono-compatible low-level date
/// algorithms").
Day day_numbered(std::int64_t days) {
  days += 719'468;
  const std::int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const std::int64_t of_era = days - era * 146'097;
  const std::int64_t year = (of_era - of_era / 1'460 + of_era / 36'524 - of_era / 146'096) / 365;
  const std::int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  const std::int64_t month = (5 * of_year + 2) / 153;
  const std::int64_t day = of_year - (153 * month + 2) / 5 + 1;
  const std::int64_t shown = month < 10 ? month + 3 : month - 9;
  return {.year = static_cast<int>(year + era * 400 + (shown <= 2 ? 1 : 0)),
          .month = static_cast<int>(shown),
          .day = static_cast<int>(day)};
}

std::int64_t whole_quotient(std::int64_t number, std::int64_t by) {
  return number >= 0 ? number / by : -((by - 1 - number) / by);
}

DateParts date_parts_on(const Day& day, double hour) {
  DateParts parts;
  parts.values = {static_cast<double>(day.year), static_cast<double>(day.month),
                  static_cast<double>(day.day),
                  static_cast<double>(weekday_of(day.year, day.month, day.day)), hour};
  parts.hours = static_cast<double>(days_since_epoch(day.year, day.month, day.day)) * 24 + hour;
  return parts;
}

std::string clock_time(const DateParts& parts) {
  const auto seconds = std::llround(parts.values[4] * 3600);
  std::string text = fmt::format("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
  if (seconds % 60 != 0) text += fmt::format(":{:02}", seconds % 60);
  return text;
}

std::string count_of(double count, const char* what) {
  return fmt::format("{:.10g} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace

double time_number(const SeriesClock& clock, std::int64_t position) {
  const double value = clock.start + clock.step * static_cast<double>(position);
  const double digits = std::pow(10, 4 - std::floor(std::log10(clock.step)));
  const double rounded = std::round(value * digits) / digits;
  return std::abs(value) * digits < 0x1p53 ? rounded : value;
}

DateParts time_parts(const SeriesClock& clock, std::int64_t position) {
  const auto units = std::llround(clock.start) + std::llround(clock.step) * position;
  if (clock.unit == ClockUnit::months) {
    const auto year = static_cast<int>(whole_quotient(units, 12));
    const auto month = static_cast<int>(units - std::int64_t{year} * 12 + 1);
    return date_parts_on({year, month, std::min(clock.day, days_in(month, year))}, clock.hour);
  }
  if (clock.unit == ClockUnit::weekdays) {
    const std::int64_t weeks = whole_quotient(units, 5);
    return date_parts_on(day_numbered(weeks * 7 + (units - weeks * 5) - 3), clock.hour);
  }
  const std::int64_t days = whole_quotient(units, 86'400);
  return date_parts_on(day_numbered(days), static_cast<double>(units - days * 86'400) / 3600);
}

std::string time_text(const SeriesClock& clock, std::int64_t position) {
  if (clock.unit == ClockUnit::number) return number_text(time_number(clock, position));
  const DateParts parts = time_parts(clock, position);
  if (clock.order == DateOrder::no_year) {
    return month_day_text(static_cast<int>(parts.values[1]), static_cast<int>(parts.values[2]));
  }
  std::string text = fmt::format("{:04}-{:02}", parts.values[0], parts.values[1]);
  if (clock.writes_day) text += fmt::format("-{:02}", parts.values[2]);
  if (!clock.writes_time && parts.values[4] == 0) return text;
  return text + (clock.utc ? "T" : " ") + clock_time(parts) + (clock.utc ? "Z" : "");
}

std::string step_text(const SeriesClock& clock) {
  if (clock.unit == ClockUnit::number) return number_text(time_number({.step = clock.step}, 1));
  if (clock.unit == ClockUnit::weekdays) return count_of(clock.step, "weekday");
  if (clock.unit == ClockUnit::months) {
    const bool years = std::fmod(clock.step, 12) == 0;
    return years ? count_of(clock.step / 12, "year") : count_of(clock.step, "month");
  }
  constexpr std::array<std::pair<double, const char*>, 5> kUnits = {
      {{604'800, "week"}, {86'400, "day"}, {3'600, "hour"}, {60, "minute"}, {1, "second"}}};
  const auto unit = std::ranges::find_if(
      kUnits, [&](const auto& one) { return std::fmod(clock.step, one.first) == 0; });
  return count_of(clock.step / unit->first, unit->second);
}

}  // namespace ganglion::data
