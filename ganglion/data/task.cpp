#include "ganglion/data/task.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/data/column_quantities.h"
#include "ganglion/data/column_slips.h"
#include "ganglion/data/text/dates.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kMaxClasses = 20;  // of whole numbers; text may have more

/// How often each value occurs.
std::map<double, std::int64_t> count_numbers(const Column& column) {
  std::map<double, std::int64_t> counts;
  for (double value : column.numbers) {
    if (!std::isnan(value)) ++counts[value];
  }
  return counts;
}

bool is_yes_no(const Column& column) {
  if (column.kind == ColumnKind::number) {
    const bool any = std::ranges::any_of(column.numbers, [](double x) { return !std::isnan(x); });
    return any && std::ranges::all_of(column.numbers,
                                      [](double x) { return std::isnan(x) || x == 0 || x == 1; });
  }
  const auto values = distinct_values(column);
  return !values.empty() && std::all_of(values.begin(), values.end(), [](const std::string& text) {
    return yes_or_no(text).has_value();
  });
}

TaskChoice classes(const std::string& what, std::size_t count, const std::string& target) {
  return count == 2
             ? TaskChoice{Task::binary, fmt::format("{} has two distinct {}: binary classification",
                                                    shown(target), what)}
             : TaskChoice{Task::multiclass,
                          fmt::format("{} has {} distinct {}: multiclass classification",
                                      shown(target), count, what)};
}

/// The values of a column of numbers that are there, by size.
std::vector<double> sorted_numbers(const Column& column) {
  std::vector<double> values;
  values.reserve(column.numbers.size());
  for (const double value : column.numbers) {
    if (!std::isnan(value)) values.push_back(value);
  }
  std::ranges::sort(values);
  return values;
}

TaskChoice choose_for_numbers(const Column& column) {
  const bool whole = std::ranges::all_of(
      column.numbers, [](double value) { return std::isnan(value) || std::trunc(value) == value; });
  const std::vector<double> values = whole ? sorted_numbers(column) : std::vector<double>{};
  std::size_t different = 0;
  bool several = true;
  for (std::size_t i = 0; i < values.size();) {
    std::size_t end = i;
    while (end < values.size() && values[end] == values[i]) ++end;
    several = several && end - i >= 2;
    ++different;
    i = end;
  }
  if (whole && (different == 2 || (several && different <= kMaxClasses))) {
    TaskChoice choice = classes("integers", different, column.name);
    if (different > 2) choice.reason += "; if they are quantities: `task = regression`";
    return choice;
  }
  const std::string seen = !whole ? "non-integer numbers"
                           : different > kMaxClasses
                               ? fmt::format("{} distinct integers", different)
                               : "integers, some of them in one row only";
  return {Task::regression, fmt::format("{} has {}: regression", shown(column.name), seen)};
}

/// Enough of the values of a column to see whether there are two: many numbers need much memory.
std::vector<std::string> some_values(const Column& column) {
  if (column.kind != ColumnKind::number) return class_names(column);
  std::vector<std::string> result;
  double first = 0;
  for (const double value : column.numbers) {
    if (std::isnan(value) || (!result.empty() && value == first)) continue;
    result.push_back(column.text_of(value));
    if (result.size() == 2) break;
    first = value;
  }
  return result;
}

TaskChoice choose_for_one(const Table& table, const Column& column) {
  const auto values = some_values(column);
  if (values.empty()) {
    throw Error(fmt::format("{}: target {} has no value in any row; choose another target",
                            table.source(), shown(column.name)));
  }
  if (table.rows() == 1) {
    throw Error(fmt::format("{}: one row only, from which nothing can be learnt; add rows",
                            table.source()));
  }
  if (values.size() == 1) {
    throw Error(
        fmt::format("{}: target {} is {} in every row; there is nothing to learn, choose "
                    "another target",
                    table.source(), shown(column.name), shown(values[0])));
  }
  if (column.kind == ColumnKind::number) return choose_for_numbers(column);
  refuse_quantities(table, column);
  refuse_slips(table, column);
  const std::vector<std::string_view> texts(column.names.begin(), column.names.end());
  if (values.size() > kMaxClasses && order_of_dates(texts)) {
    throw Error(fmt::format(
        "{}: target {} holds dates or times, such as {}, which are no quantities; write "
        "them as numbers, such as days or hours since the first",
        table.source(), shown(column.name), shown(values[0])));
  }
  if (values.size() > kMaxClasses && static_cast<std::int64_t>(values.size()) * 2 > table.rows()) {
    throw Error(
        fmt::format("{}: target {} has {} distinct texts in {} rows, too many to be classes; "
                    "choose another target",
                    table.source(), shown(column.name), values.size(), table.rows()));
  }
  return classes("texts", values.size(), column.name);
}

}  // namespace

std::vector<std::string> distinct_values(const Column& column) {
  std::vector<std::string> result;
  if (column.kind == ColumnKind::number) {
    for (const auto& entry : count_numbers(column)) result.push_back(column.text_of(entry.first));
    return result;
  }
  std::vector<bool> used(column.names.size());
  for (std::int32_t code : column.codes) {
    if (code >= 0) used[static_cast<std::size_t>(code)] = true;
  }
  std::vector<std::pair<double, std::string>> numbers;
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (!used[i]) continue;
    result.push_back(column.names[i]);
    if (double value = 0; parse_number(column.names[i], value)) {
      numbers.emplace_back(value, column.names[i]);
    }
  }
  if (numbers.size() != result.size()) return result;
  std::sort(numbers.begin(), numbers.end());
  for (std::size_t i = 0; i < numbers.size(); ++i) result[i] = numbers[i].second;
  return result;
}

std::vector<std::string> class_names(const Column& column) {
  std::vector<std::string> values = distinct_values(column);
  if (column.kind == ColumnKind::number || !is_yes_no(column)) return values;
  std::vector<std::int64_t> rows(column.names.size(), 0);
  for (const std::int32_t code : column.codes) {
    if (code >= 0) ++rows[static_cast<std::size_t>(code)];
  }
  std::map<bool, std::size_t> kept;  // the spelling of each answer
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i] == 0) continue;
    const auto [at, is_new] = kept.emplace(*yes_or_no(column.names[i]), i);
    if (!is_new && rows[i] > rows[at->second]) at->second = i;
  }
  std::erase_if(values, [&](const std::string& text) {
    return column.names[kept.at(*yes_or_no(text))] != text;
  });
  return values;
}

void check_targets(const Table& table, std::span<const std::string> targets) {
  if (targets.empty()) {
    throw Error(fmt::format("{}: no target column given; {}", table.source(),
                            suggestion("", table.names())));
  }
  for (std::size_t i = 0; i < targets.size(); ++i) {
    table.column(targets[i]);
    if (std::count(targets.begin(), targets.end(), targets[i]) > 1) {
      throw Error(
          fmt::format("target {} is given twice; name each target once", shown(targets[i])));
    }
  }
}

TaskChoice choose_task(const Table& table, std::span<const std::string> targets) {
  check_targets(table, targets);
  if (targets.size() == 1) return choose_for_one(table, table.column(targets[0]));
  if (std::all_of(targets.begin(), targets.end(),
                  [&](const std::string& name) { return is_yes_no(table.column(name)); })) {
    return {Task::multilabel,
            fmt::format("all {} targets are yes/no: multilabel classification", targets.size())};
  }
  for (const std::string& name : targets) {
    if (table.column(name).kind == ColumnKind::category) {
      throw Error(
          fmt::format("{}: target {} is text, which works for a single target only; several "
                      "targets must all be numeric, or all yes/no",
                      table.source(), shown(name)));
    }
  }
  return {Task::regression, fmt::format("{} numeric targets: regression with {} outputs",
                                        targets.size(), targets.size())};
}

std::vector<std::int64_t> labelled_rows(const Table& table, std::span<const std::string> targets) {
  std::vector<std::int64_t> result;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    if (std::none_of(targets.begin(), targets.end(),
                     [&](const std::string& name) { return table.column(name).is_missing(row); })) {
      result.push_back(row);
    }
  }
  return result;
}

}  // namespace ganglion::data
