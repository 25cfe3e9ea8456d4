#include "ganglion/data/features/column_dates.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "ganglion/core/setting.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/column_numbers.h"
#include "ganglion/data/text/calendar.h"
#include "ganglion/data/text/period.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::array<ColumnType, 4> kTypesByOrder = {
    ColumnType::date_day_first, ColumnType::date_month_first, ColumnType::date_year_first,
    ColumnType::date_no_year};

/// What is to be said of a text that is no date only because of the order of its numbers.
std::string by_other_order(const std::string& text, DateOrder order) {
  const std::array<std::string_view, 1> texts = {text};
  if (parse_date(text, order) || !order_of_dates(texts)) return "";
  return fmt::format(" with the {}", name_of(order));
}

/// How to write a date that is asked for.
std::string_view example_of(const DatesWanted& wanted) {
  if (wanted.order == DateOrder::no_year) return "Dec-31";
  return wanted.needs_day ? "2020-12-31" : "2020-12-31 or 23:59:00";
}

/// The date that a text is by an order, and why.
std::string taken_for(std::string_view text, DateOrder order) {
  const auto date = parse_date(text, order)->values;
  if (order == DateOrder::no_year) {
    return fmt::format("day {} of month {}, of no year", date[2], date[1]);
  }
  if (month_number(text)) return fmt::format("month {} of {}", date[1], date[0]);
  return fmt::format("{:04}-{:02}-{:02} ({})", date[0], date[1], date[2], name_of(order));
}

[[noreturn]] void refuse_date(const Table& table, const Column& column, std::int64_t row,
                              const DatesWanted& wanted) {
  const std::string text = column.text(row);
  refuse_value(table, column, row,
               fmt::format("{} is not a date{}, but the column must hold dates{}; write it as {}{}",
                           shown(text), by_other_order(text, wanted.order),
                           wanted.needs_day ? "" : " or times", example_of(wanted),
                           wanted.may_be_empty ? ", or leave it empty" : ", or remove the row"));
}

}  // namespace

std::optional<DateOrder> order_of(ColumnType type) {
  const auto at = std::ranges::find(kTypesByOrder, type);
  if (at == kTypesByOrder.end()) return std::nullopt;
  return static_cast<DateOrder>(at - kTypesByOrder.begin());
}

ColumnType type_of(DateOrder order) {
  return kTypesByOrder.at(static_cast<std::size_t>(order));
}

Table with_date_orders(Table table, const ColumnTypes& given) {
  const auto order = [&](const Column& column) {
    const auto at = given.find(column.name);
    return at == given.end() || column.kind != ColumnKind::category ? std::nullopt
                                                                    : order_of(at->second);
  };
  const auto is_given = [&](const Column& column) { return order(column).has_value(); };
  if (std::ranges::none_of(table.columns(), is_given)) return table;
  std::vector<Column> columns = table.columns();
  for (Column& column : columns) {
    if (const auto found = order(column)) column.date_order = found;
  }
  return table.with_columns(std::move(columns));
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

std::optional<Note> two_readings_note(const Column& column, DateOrder order) {
  const std::vector<std::string_view> texts(column.names.begin(), column.names.end());
  if (column.date_order || !order_of_dates(texts)) return std::nullopt;
  const AmbiguousDate found = ambiguous_date(texts, order);
  if (found.text.empty()) return std::nullopt;
  const std::string type = fmt::format("{}={}", column.name, name_of(type_of(found.other)));
  return Note{
      column.name,
      fmt::format("dates such as {} can be read in two ways; it is taken for {}; if that "
                  "is wrong: {}",
                  shown(found.text), taken_for(found.text, order), setting("columns", type)),
      NoteKind::date_ambiguous};
}

std::optional<std::string> two_ways_note(const Column& column, DateOrder order) {
  if (column.date_order) return std::nullopt;
  const std::vector<std::string_view> texts(column.names.begin(), column.names.end());
  if (const auto numbers = month_numbers(texts)) {
    const bool days = order == DateOrder::no_year;
    if (!numbers->sure || numbers->days == days) return std::nullopt;
  }
  const auto is_date = [&](std::string_view text) { return parse_date(text, order).has_value(); };
  if (!std::ranges::all_of(texts, is_date)) return std::nullopt;
  const std::string_view text = ambiguous_date(texts, order).text;
  if (text.empty()) return std::nullopt;
  return fmt::format(
      "dates such as {} can be read in two ways; it is taken for {}, as in training or by default; "
      "if that is wrong, write dates as 2020-12-31",
      shown(text), taken_for(text, order));
}

}  // namespace ganglion::data
