#include "ganglion/data/features/column_dates.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "ganglion/core/suggestion.h"
#include "ganglion/data/column_numbers.h"
#include "ganglion/data/text/calendar.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

/// What is to be said of a text that is no date only because of the order of its numbers.
std::string by_other_order(const std::string& text, DateOrder order) {
  const std::array<std::string_view, 1> texts = {text};
  if (parse_date(text, order) || !order_of_dates(texts)) return "";
  return fmt::format(" with the {} first", first_part(order));
}

[[noreturn]] void refuse_date(const Table& table, const Column& column, std::int64_t row,
                              const DatesWanted& wanted) {
  const std::string text = column.text(row);
  refuse_value(table, column, row,
               fmt::format("{} is not a date{}, but the column must hold dates{}; write it as {}{}",
                           shown(text), by_other_order(text, wanted.order),
                           wanted.needs_day ? "" : " or times",
                           wanted.needs_day ? "2020-12-31" : "2020-12-31 or 23:59:00",
                           wanted.may_be_empty ? ", or leave it empty" : ", or remove the row"));
}

}  // namespace

std::string_view first_part(DateOrder order) {
  constexpr std::array<std::string_view, 3> kFirst = {"day", "month", "year"};
  return kFirst.at(static_cast<std::size_t>(order));
}

std::vector<std::optional<DateParts>> dates_in(const Table& table, const Column& column,
                                               const DatesWanted& wanted) {
  std::vector<std::optional<DateParts>> dates;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    std::optional<DateParts> date;
    if (!column.is_missing(row)) {
      date = parse_date(column.text(row), wanted.order);
      if (!date || (wanted.needs_day && !date->has_day)) refuse_date(table, column, row, wanted);
    }
    dates.push_back(date);
  }
  return dates;
}

std::string day_text(double days) {
  constexpr std::int64_t kMinutes = 24 * 60;
  const std::int64_t minutes = std::llround(days * kMinutes);
  const std::int64_t of_day = (minutes % kMinutes + kMinutes) % kMinutes;
  const CalendarDay day = calendar_day((minutes - of_day) / kMinutes);
  std::string text = fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day);
  if (of_day != 0) text += fmt::format(" {:02}:{:02}", of_day / 60, of_day % 60);
  return text;
}

std::optional<std::string> two_ways_note(const Column& column, DateOrder order) {
  if (column.date_order) return std::nullopt;
  const std::vector<std::string_view> texts(column.names.begin(), column.names.end());
  const auto is_date = [&](std::string_view text) { return parse_date(text, order).has_value(); };
  if (!std::ranges::all_of(texts, is_date)) return std::nullopt;
  const std::string_view text = ambiguous_date(texts, order).text;
  if (text.empty()) return std::nullopt;
  const auto date = parse_date(text, order)->values;
  return fmt::format(
      "dates such as {} can be read in two ways; it is taken for {:04}-{:02}-{:02} ({} first, as "
      "in training or by default); if that is wrong, write dates as 2020-12-31",
      shown(text), date[0], date[1], date[2], first_part(order));
}

}  // namespace ganglion::data
