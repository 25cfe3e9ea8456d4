#include "ganglion/data/series/clock.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/column_numbers.h"
#include "ganglion/data/features/column_dates.h"
#include "ganglion/data/features/time_order.h"
#include "ganglion/data/text/calendar.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr double kDay = 86'400;
/// As much of a step may a time be off its position: numbers such as 1949.083 are rounded.
constexpr double kSlack = 0.05;

bool is_number_column(const Column& column) {
  double value = 0;
  return column.kind == ColumnKind::number ||
         std::ranges::all_of(column.names,
                             [&](const std::string& text) { return parse_number(text, value); });
}

/// The dates of all rows; of times alone training has had those of one day.
std::vector<DateParts> dates_of(const Table& table, const Column& column, const SeriesClock& clock,
                                bool needs_day) {
  std::vector<DateParts> dates;
  for (const auto& date : dates_in(
           table, column, {.order = clock.order, .needs_day = needs_day, .may_be_empty = false})) {
    dates.push_back(*date);
  }
  return dates;
}

DateOrder order_of(const Column& column) {
  if (column.date_order) return *column.date_order;
  const std::vector<std::string_view> texts(column.names.begin(), column.names.end());
  return order_of_dates(texts).value_or(DateOrder::day_first);
}

int part(const DateParts& date, std::size_t i) {
  return static_cast<int>(date.values[i]);
}

std::int64_t day_of(const DateParts& date) {
  return days_since_epoch(part(date, 0), part(date, 1), part(date, 2));
}

template <class Same>
bool all_alike(const std::vector<DateParts>& dates, const Same& value) {
  return std::ranges::all_of(dates,
                             [&](const auto& date) { return value(date) == value(dates[0]); });
}

bool have_one_hour(const std::vector<DateParts>& dates) {
  return all_alike(dates, [](const DateParts& date) { return date.values[4]; });
}

/// Steps of an hour are even by the moments that offsets from UTC tell, not by a clock that is put
/// forward in summer. Days begin by that clock: there offsets say nothing.
bool counts_in_utc(const std::vector<DateParts>& dates) {
  return !have_one_hour(dates) && std::ranges::any_of(dates, &DateParts::has_offset);
}

/// A time without an offset may be any moment, if those of training have one.
void check_offsets(const Table& table, const Column& column, const std::vector<DateParts>& dates) {
  const auto bare = std::ranges::find(dates, false, &DateParts::has_offset);
  if (bare == dates.end()) return;
  const std::int64_t row = bare - dates.begin();
  refuse_value(table, column, row,
               fmt::format("{} says no offset from UTC, as the other times or those of training "
                           "do; add it, such as Z for UTC or +01:00",
                           shown(column.text(row))));
}

/// Weekdays since Monday, 29 December 1969.
double weekday_number(const DateParts& date) {
  const std::int64_t days = day_of(date) + 3;
  const std::int64_t weeks = days >= 0 ? days / 7 : -((6 - days) / 7);
  return static_cast<double>(weeks * 5 + (days - weeks * 7));
}

double in_units(const DateParts& date, const SeriesClock& clock) {
  if (clock.unit == ClockUnit::months) return date.values[0] * 12 + date.values[1] - 1;
  if (clock.unit == ClockUnit::weekdays) return weekday_number(date);
  return std::round((clock.utc ? date.hours : date.local_hours()) * 3600);
}

/// The day of the month that all dates are on, 31 for its last, or nothing.
std::optional<int> day_of_month(const std::vector<DateParts>& dates) {
  if (all_alike(dates, [](const DateParts& date) { return date.values[2]; })) {
    return part(dates[0], 2);
  }
  const bool last = std::ranges::all_of(dates, [](const DateParts& date) {
    return part(date, 2) == days_in(part(date, 1), part(date, 0));
  });
  return last ? std::optional(31) : std::nullopt;
}

bool has_weekend(const std::vector<DateParts>& dates) {
  return std::ranges::any_of(dates, [](const DateParts& date) { return date.values[3] > 5; });
}

std::vector<double> different(std::vector<double> values) {
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

double least_distance(const std::vector<double>& sorted) {
  double least = INFINITY;
  for (std::size_t i = 1; i < sorted.size(); ++i)
    least = std::min(least, sorted[i] - sorted[i - 1]);
  return least;
}

/// Days one after the other make weekdays of a table without weekends.
ClockUnit unit_of(const std::vector<DateParts>& dates) {
  if (!have_one_hour(dates)) return ClockUnit::seconds;
  if (day_of_month(dates)) return ClockUnit::months;
  std::vector<double> days;
  for (const DateParts& date : dates) days.push_back(static_cast<double>(day_of(date)));
  days = different(std::move(days));
  const bool daily = least_distance(days) == 1.0 && days.back() - days.front() >= 14;
  return daily && !has_weekend(dates) ? ClockUnit::weekdays : ClockUnit::seconds;
}

/// The mean of the distances that are about the smallest one: numbers such as 1949.083 are rounded.
double mean_step(const std::vector<double>& sorted) {
  const double least = least_distance(sorted);
  double sum = 0;
  double count = 0;
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    const double distance = sorted[i] - sorted[i - 1];
    if (distance > 1.5 * least) continue;
    sum += distance;
    ++count;
  }
  const double range = sorted.back() - sorted.front();
  return range / std::round(range * count / sum);
}

/// The largest distance that all others are multiples of; of whole numbers exactly.
double common_step(const std::vector<double>& sorted, bool whole) {
  if (!whole) return mean_step(sorted);
  std::int64_t step = 0;
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    step = std::gcd(step, std::llround(sorted[i] - sorted[i - 1]));
  }
  return static_cast<double>(step);
}

bool off_grid(double steps) {
  return std::abs(steps - std::round(steps)) > kSlack;
}

[[noreturn]] void refuse_irregular(const Table& table, const std::string& column,
                                   const std::string& why) {
  throw Error(
      fmt::format("{}: column {}: {}; a forecast needs times that are equally far apart: "
                  "make one row of each step (the sum or mean of a day, a month)",
                  table.source(), shown(column), why));
}

void check_regular(const Table& table, const std::string& column, const SeriesClock& clock,
                   const std::vector<double>& times) {
  const double steps = (times.back() - times.front()) / clock.step;
  const auto off = std::ranges::find_if(
      times, [&](double time) { return off_grid((time - clock.start) / clock.step); });
  if (off != times.end()) refuse_irregular(table, column, "the times have no common step");
  if (static_cast<double>(times.size()) >= 0.5 * (steps + 1)) return;
  refuse_irregular(
      table, column,
      fmt::format("the times are irregular: all are multiples of {} apart, but of {:.0f} "
                  "such steps only {} have a row",
                  step_text(clock), steps + 1, times.size()));
}

/// How dates are written: by the first of them.
void keep_writing(const Column& column, const std::vector<DateParts>& dates, SeriesClock& clock) {
  const std::string text = column.text(0);
  int numbers = 0;
  bool word = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    numbers += digit && (i == 0 || text[i - 1] < '0' || text[i - 1] > '9') ? 1 : 0;
    word = word || (text[i] >= 'A' && text[i] <= 'z');
  }
  clock.writes_time = text.find(':') != std::string::npos;
  clock.writes_day = clock.unit != ClockUnit::months || numbers + (word ? 1 : 0) >= 3;
  clock.hour = dates[0].values[4];
}

std::vector<double> in_units(const std::vector<DateParts>& dates, const SeriesClock& clock) {
  std::vector<double> times;
  for (const DateParts& date : dates) times.push_back(in_units(date, clock));
  return times;
}

/// The times of training, and in `clock` all but their start and step.
std::vector<double> training_times(const Table& table, const std::string& name,
                                   SeriesClock& clock) {
  std::vector<double> numbers = times_of(table, name);
  const Column& column = table.column(name);
  if (is_number_column(column)) return numbers;
  clock.order = order_of(column);
  const std::vector<DateParts> dates = dates_of(table, column, clock, false);
  clock.utc = counts_in_utc(dates);
  if (clock.utc) check_offsets(table, column, dates);
  clock.unit = unit_of(dates);
  if (clock.unit == ClockUnit::months) clock.day = *day_of_month(dates);
  keep_writing(column, dates, clock);
  return in_units(dates, clock);
}

void check_weekdays(const Table& table, const Column& column, const std::vector<DateParts>& dates) {
  const auto at = std::ranges::find_if(dates, [](const auto& date) { return date.values[3] > 5; });
  if (at == dates.end()) return;
  refuse_value(table, column, at - dates.begin(),
               fmt::format("{} is no weekday; those of training are Monday to Friday",
                           shown(column.text(at - dates.begin()))));
}

/// The times of a table that is read as training's was.
std::vector<double> known_times(const Table& table, const std::string& name,
                                const SeriesClock& clock) {
  const Column& column = table.column(name);
  refuse_missing_times(table, column);
  if (clock.unit == ClockUnit::number) {
    std::vector<double> numbers = times_of(table, name);
    if (is_number_column(column)) return numbers;
    refuse_value(table, column, 0, "a date, but the model was trained on numbers");
  }
  if (is_number_column(column)) {
    refuse_value(table, column, 0, "a number, but the model was trained on dates");
  }
  const bool times_alone =
      clock.unit == ClockUnit::seconds && clock.start >= 0 && clock.start < kDay;
  const std::vector<DateParts> dates = dates_of(table, column, clock, !times_alone);
  if (clock.utc) check_offsets(table, column, dates);
  if (clock.unit == ClockUnit::weekdays) check_weekdays(table, column, dates);
  return in_units(dates, clock);
}

}  // namespace

SeriesClock find_clock(const Table& table, const std::string& column) {
  SeriesClock clock;
  const std::vector<double> times = different(training_times(table, column, clock));
  if (times.size() < 3) {
    throw Error(fmt::format("{}: column {}: {} different times are too few for a forecast",
                            table.source(), shown(column), times.size()));
  }
  clock.start = times.front();
  clock.step = common_step(times, clock.unit != ClockUnit::number);
  check_regular(table, column, clock, times);
  return clock;
}

std::vector<std::int64_t> positions_of(const Table& table, const std::string& column,
                                       const SeriesClock& clock) {
  const std::vector<double> times = known_times(table, column, clock);
  std::vector<std::int64_t> positions;
  for (std::size_t row = 0; row < times.size(); ++row) {
    const double steps = (times[row] - clock.start) / clock.step;
    if (off_grid(steps)) {
      refuse_value(table, table.column(column), static_cast<std::int64_t>(row),
                   fmt::format("{} is not a multiple of {} from {}, as the times of training are",
                               shown(table.column(column).text(static_cast<std::int64_t>(row))),
                               step_text(clock), time_text(clock, 0)));
    }
    positions.push_back(std::llround(steps));
  }
  return positions;
}

double step_seconds(const SeriesClock& clock) {
  constexpr double kMonth = 365.2425 * kDay / 12;
  return clock.unit == ClockUnit::months     ? clock.step * kMonth
         : clock.unit == ClockUnit::weekdays ? clock.step * kDay
                                             : clock.step;
}

}  // namespace ganglion::data
