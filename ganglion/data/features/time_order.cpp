#include "ganglion/data/features/time_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ganglion/core/error.h"
#include "ganglion/data/column_numbers.h"
#include "ganglion/data/features/column_dates.h"
#include "ganglion/data/features/column_types.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

bool says_number(std::string_view text) {
  double value = 0;
  return parse_number(text, value);
}

bool says_date(std::string_view text) {
  return parse_date(text, DateOrder::day_first) || parse_date(text, DateOrder::month_first);
}

/// A row of each text that the rows hold.
std::vector<std::int64_t> rows_of_texts(const Table& table, const Column& column) {
  std::vector<bool> seen(column.names.size(), false);
  std::vector<std::int64_t> rows;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    if (column.is_missing(row)) continue;
    const auto code = static_cast<std::size_t>(column.codes[static_cast<std::size_t>(row)]);
    if (!seen[code]) rows.push_back(row);
    seen[code] = true;
  }
  return rows;
}

/// Refuses texts that are not all numbers and not all dates of one order, by one of them.
[[noreturn]] void refuse_texts(const Table& table, const Column& column,
                               const std::vector<std::int64_t>& rows) {
  const auto refuse = [&](std::int64_t row, const char* what) {
    refuse_value(table, column, row,
                 fmt::format("{} {}; correct it, remove the row, or choose another column",
                             shown(column.text(row)), what));
  };
  const auto neither = [&](std::int64_t row) {
    return !says_number(column.text(row)) && !says_date(column.text(row));
  };
  if (std::ranges::all_of(rows, neither)) {
    refuse_value(table, column, rows.front(),
                 fmt::format("the column holds texts such as {}, neither numbers nor dates such as "
                             "2020-12-31, so rows can't be ordered by time; choose another column",
                             shown(column.text(rows.front()))));
  }
  for (const std::int64_t row : rows) {
    if (neither(row)) refuse(row, "is neither a number nor a date such as 2020-12-31");
  }
  for (const std::int64_t row : rows) {
    if (says_number(column.text(row))) refuse(row, "is a number, but other rows have dates");
  }
  for (const std::int64_t row : rows) {
    if (parse_date(column.text(row), DateOrder::day_first)) continue;
    refuse(row, "has the month first, but other rows have the day first");
  }
  throw Error(fmt::format("{}: column {}: no order in time", table.source(), shown(column.name)));
}

/// Days without a year that rise, go back once and end before they began have passed a new year.
void refuse_new_year(const Table& table, const Column& column, std::span<const double> times) {
  if (times.empty() || times.back() >= times.front()) return;
  const auto back = std::ranges::adjacent_find(times, std::ranges::greater());
  if (!std::ranges::is_sorted(back + 1, times.end())) return;
  const auto row = static_cast<std::int64_t>(back - times.begin()) + 1;
  refuse_value(table, column, row,
               fmt::format("{} comes behind {}, and the days have no year to put them in order by; "
                           "write dates as 2020-12-31",
                           shown(column.text(row)), shown(column.text(row - 1))));
}

/// Rows by their times, the earliest first.
std::vector<std::int64_t> in_order(std::span<const double> times) {
  std::vector<std::int64_t> order(times.size());
  std::iota(order.begin(), order.end(), std::int64_t{0});
  std::ranges::stable_sort(order, {},
                           [&](std::int64_t row) { return times[static_cast<std::size_t>(row)]; });
  return order;
}

/// Places in the order at which a later time begins.
std::vector<std::int64_t> beginnings(std::span<const double> times,
                                     const std::vector<std::int64_t>& order) {
  const auto time = [&](std::size_t i) { return times[static_cast<std::size_t>(order[i])]; };
  std::vector<std::int64_t> result;
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (time(i) != time(i - 1)) result.push_back(static_cast<std::int64_t>(i));
  }
  return result;
}

/// The entry of a sorted list that is nearest; the earlier of two.
std::size_t nearest(std::span<const std::int64_t> sorted, double wanted) {
  const auto distance = [&](std::int64_t at) { return std::abs(static_cast<double>(at) - wanted); };
  const auto best = std::ranges::min_element(sorted, {}, distance);
  return static_cast<std::size_t>(best - sorted.begin());
}

}  // namespace

void refuse_missing_times(const Table& table, const Column& column) {
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    if (!column.is_missing(row)) continue;
    refuse_value(table, column, row, "the time is missing; fill it in, or remove the row");
  }
}

std::vector<double> times_of(const Table& table, const std::string& name) {
  const Column& column = table.column(name);
  const std::vector<std::int64_t> rows = column.kind == ColumnKind::number
                                             ? std::vector<std::int64_t>{}
                                             : rows_of_texts(table, column);
  std::vector<std::string_view> texts;
  for (const std::int64_t row : rows) {
    texts.push_back(
        column.names[static_cast<std::size_t>(column.codes[static_cast<std::size_t>(row)])]);
  }
  const bool numbers = std::ranges::all_of(texts, says_number);
  const auto order = column.date_order ? column.date_order : order_of_dates(texts);
  if (!numbers && !order) refuse_texts(table, column, rows);
  refuse_missing_times(table, column);
  if (numbers) return numbers_of(table, column);
  std::vector<double> times;
  times.reserve(static_cast<std::size_t>(table.rows()));
  for (const auto& date : dates_in(table, column, {.order = *order, .may_be_empty = false})) {
    times.push_back(date->hours);
  }
  if (order == DateOrder::no_year) refuse_new_year(table, column, times);
  return times;
}

RowSplit split_by_time(std::span<const double> times, double test_fraction) {
  const auto rows = static_cast<std::int64_t>(times.size());
  if (!(test_fraction > 0 && test_fraction < 1)) {
    throw Error(fmt::format("split: test_fraction is {}; it must lie between 0 and 1, e.g. 0.2",
                            test_fraction));
  }
  const std::vector<std::int64_t> order = in_order(times);
  const std::vector<std::int64_t> starts = beginnings(times, order);
  if (starts.empty()) {
    throw Error(
        fmt::format("split: all {} rows have the same time and can't be split by it", rows));
  }
  const double wanted = std::round(static_cast<double>(rows) * (1 - test_fraction));
  const auto at = static_cast<std::ptrdiff_t>(starts[nearest(starts, wanted)]);
  RowSplit result{.train = {order.begin(), order.begin() + at},
                  .test = {order.begin() + at, order.end()}};
  std::ranges::sort(result.train);
  std::ranges::sort(result.test);
  return result;
}

std::vector<std::int64_t> stretches_of_time(std::span<const double> times, std::int64_t count) {
  const std::vector<std::int64_t> order = in_order(times);
  const std::vector<std::int64_t> starts = beginnings(times, order);
  if (count < 1 || static_cast<std::int64_t>(starts.size()) < count - 1) {
    throw Error(fmt::format("split: {} distinct times can't be split into {} folds",
                            starts.size() + (times.empty() ? 0 : 1), count));
  }
  std::vector<std::int64_t> result(times.size(), 0);
  std::size_t first = 0;  // of the starts that are left
  for (std::int64_t stretch = 1; stretch < count; ++stretch) {
    const double wanted = static_cast<double>(times.size()) * static_cast<double>(stretch) /
                          static_cast<double>(count);
    // Each later stretch needs a start of its own.
    const auto left = static_cast<std::size_t>(count - 1 - stretch);
    const std::span<const std::int64_t> open(starts.begin() + static_cast<std::ptrdiff_t>(first),
                                             starts.end() - static_cast<std::ptrdiff_t>(left));
    const std::size_t taken = first + nearest(open, wanted);
    for (auto i = static_cast<std::size_t>(starts[taken]); i < order.size(); ++i) {
      result[static_cast<std::size_t>(order[i])] = stretch;
    }
    first = taken + 1;
  }
  return result;
}

}  // namespace ganglion::data
