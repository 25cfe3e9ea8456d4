#include "ganglion/data/features/target_leaks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <functional>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "ganglion/core/setting.h"
#include "ganglion/data/column_numbers.h"
#include "ganglion/data/features/identifiers.h"
#include "ganglion/data/features/ordered_alike.h"
#include "ganglion/data/text/dates.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kMaxTexts = 1000;
/// Numbers are codes if they are few; others are equal in copies of rows.
constexpr std::size_t kMaxNumbers = 20;
constexpr double kLinear = 0.999999;
constexpr std::int64_t kRowsForLine = 10;

/// A value of a column as a number of 64 bits: its code, or its bits.
std::int64_t value_key(const Column& column, std::size_t row) {
  if (column.kind != ColumnKind::number) return column.codes[row];
  const double number = column.numbers[row] + 0.0;
  return std::isnan(number) ? INT64_MIN : std::bit_cast<std::int64_t>(number);
}

/// The moments of a column of dates; empty for another column.
std::vector<double> hours_of_dates(const Column& column) {
  const std::vector<std::string_view> texts(column.names.begin(), column.names.end());
  const auto order = column.date_order ? column.date_order : order_of_dates(texts);
  std::vector<double> hours;
  for (std::int64_t row = 0; order && row < column.rows(); ++row) {
    const auto date = parse_date(column.text(row), *order);
    if (!date) return {};
    hours.push_back(date->hours);
  }
  return hours;
}

std::string tells_target(const std::string& column, const std::string& how) {
  return fmt::format(
      "tells the target exactly ({}); if it isn't known when predicting, exclude it: {}{}", how,
      setting("ignore", column),
      names_groups(column)
          ? "; to test on other groups than are learnt from: " + setting("group", column)
          : "");
}

std::string follows_from_target(const std::string& column, const std::string& how) {
  return fmt::format(
      "follows from the target ({}); if it isn't known when predicting, exclude it: {}", how,
      setting("ignore", column));
}

}  // namespace

TargetFinder::TargetFinder(const Table& table, std::span<const std::string> targets, Task task,
                           bool forecasts)
    : forecasts_(forecasts) {
  if (targets.size() != 1) return;
  target_ = targets[0];
  const Column& column = table.column(target_);
  if (task == Task::regression) {
    if (column.kind == ColumnKind::number) numbers_ = column.numbers;
    look_for_order();
    return;
  }
  std::unordered_map<std::int64_t, std::pair<std::int32_t, std::int64_t>> found;
  std::int64_t most = 0;
  classes_.reserve(static_cast<std::size_t>(column.rows()));
  for (std::size_t row = 0; row < static_cast<std::size_t>(column.rows()); ++row) {
    const auto next = static_cast<std::int32_t>(found.size());
    auto& [place, count] = found.emplace(value_key(column, row), std::pair(next, 0)).first->second;
    classes_.push_back(place);
    most = std::max(most, ++count);
  }
  surprise_of_row_ = std::log(static_cast<double>(column.rows()) / static_cast<double>(most));
  look_for_order();
}

/// Classes are numbered as they come.
void TargetFinder::look_for_order() {
  constexpr std::int64_t kRowsForOrder = 50;
  if (std::ssize(classes_) + std::ssize(numbers_) < kRowsForOrder) return;
  sorted_ = std::ranges::is_sorted(classes_) &&
            (std::ranges::is_sorted(numbers_) || std::ranges::is_sorted(numbers_, std::greater()));
}

std::optional<std::string> TargetFinder::note(const Column& column) const {
  std::optional<std::string> found;
  const bool number = column.kind == ColumnKind::number;
  if (!classes_.empty()) found = class_note(column);
  if (!classes_.empty() && !found) found = missing_note(column);
  if (!classes_.empty() && !found) found = coarse_note(column);
  if (!numbers_.empty() && number) found = linear_note(column);
  if (sorted_ && !found) return order_note(column);
  return found || forecasts_ ? found : range_note(column);
}

std::optional<std::string> TargetFinder::missing_note(const Column& column) const {
  std::array<std::int32_t, 2> class_of = {-1, -1};
  for (std::size_t row = 0; row < classes_.size(); ++row) {
    std::int32_t& own = class_of[column.is_missing(static_cast<std::int64_t>(row)) ? 1 : 0];
    if (own < 0) own = classes_[row];
    if (own != classes_[row]) return std::nullopt;
  }
  const double again = static_cast<double>(classes_.size()) - 2;
  if (class_of[1] < 0 || class_of[0] < 0 || again * surprise_of_row_ < kSurprising) {
    return std::nullopt;
  }
  return tells_target(column.name, "it is missing in all rows of one class, and in no other");
}

std::optional<std::string> TargetFinder::coarse_note(const Column& column) const {
  std::unordered_map<std::int32_t, std::int64_t> value_of;
  std::unordered_map<std::int64_t, std::int64_t> rows_of;
  std::int64_t most = 0;
  for (std::size_t row = 0; row < classes_.size(); ++row) {
    const std::int64_t value = value_key(column, row);
    if (value_of.emplace(classes_[row], value).first->second != value) return std::nullopt;
    most = std::max(most, ++rows_of[value]);
  }
  const auto rows = static_cast<double>(classes_.size());
  const double again = rows - static_cast<double>(value_of.size());
  const double surprise = again * std::log(rows / static_cast<double>(most));
  if (rows_of.size() < 2 || surprise < kSurprising) return std::nullopt;
  return follows_from_target(column.name,
                             fmt::format("each class has one of its {} values", rows_of.size()));
}

std::optional<std::string> TargetFinder::range_note(const Column& column) const {
  if (classes_.empty() && numbers_.empty()) return std::nullopt;
  for (std::int64_t row = 0; row < column.rows(); ++row) {
    if (column.is_missing(row)) return std::nullopt;
  }
  const bool number = column.kind == ColumnKind::number;
  if (!classes_.empty()) {
    if (!number || !have_own_ranges(column.numbers, classes_)) return std::nullopt;
    return tells_target(column.name, "each class has its own range of values");
  }
  if (!number && have_own_ranges(numbers_, column.codes)) {
    return follows_from_target(column.name, "each of its values has its own range of the target");
  }
  if (!number || !rise_or_fall_together(column.numbers, numbers_)) return std::nullopt;
  return follows_from_target(column.name,
                             "in the order of either, the other only rises or only falls");
}

std::optional<std::string> TargetFinder::order_note(const Column& column) const {
  const std::vector<double> values =
      column.kind == ColumnKind::number ? column.numbers : hours_of_dates(column);
  // Written so that a missing value is out of order; equal ones are not: plates, batches, days.
  const auto falls = [](double a, double b) { return !(a <= b); };
  const auto rises = [](double a, double b) { return !(a >= b); };
  const bool ordered = std::ranges::adjacent_find(values, falls) == values.end() ||
                       std::ranges::adjacent_find(values, rises) == values.end();
  if (values.empty() || !ordered || values.front() == values.back()) return std::nullopt;
  return fmt::format(
      "is sorted, as the rows are by the target, so that it tells the target by their order; if "
      "new rows won't have that order, exclude it: {}",
      setting("ignore", column.name));
}

std::optional<std::string> TargetFinder::class_note(const Column& column) const {
  const std::size_t most = column.kind == ColumnKind::number ? kMaxNumbers : kMaxTexts;
  std::unordered_map<std::int64_t, std::int32_t> class_of;
  for (std::size_t row = 0; row < classes_.size(); ++row) {
    const auto [at, is_new] = class_of.emplace(value_key(column, row), classes_[row]);
    if (at->second != classes_[row] || class_of.size() > most) return std::nullopt;
  }
  // The first row of each value tells nothing.
  const auto again = static_cast<double>(classes_.size() - class_of.size());
  if (again * surprise_of_row_ < kSurprising) return std::nullopt;
  return tells_target(column.name, fmt::format("each of its {} values occurs with one class only",
                                               class_of.size()));
}

std::optional<std::string> TargetFinder::linear_note(const Column& column) const {
  std::vector<double> x;
  std::vector<double> y;
  for (std::size_t row = 0; row < numbers_.size(); ++row) {
    if (std::isnan(column.numbers[row]) || std::isnan(numbers_[row])) continue;
    x.push_back(column.numbers[row]);
    y.push_back(numbers_[row]);
  }
  if (std::ssize(x) < kRowsForLine || 2 * x.size() < numbers_.size()) return std::nullopt;
  const Moments of_x = moments_of(x);
  const Moments of_y = moments_of(y);
  double both = 0;
  for (std::size_t i = 0; i < x.size(); ++i) both += (x[i] - of_x.mean) * (y[i] - of_y.mean);
  both /= static_cast<double>(x.size());
  if (of_x.std == 0 || !(std::abs(both) > kLinear * of_x.std * of_y.std)) return std::nullopt;
  const double slope = both / (of_x.std * of_x.std);
  const double offset = of_y.mean - slope * of_x.mean;
  return tells_target(column.name,
                      fmt::format("{} = {:.4g} * {} {} {:.4g}", target_, slope, column.name,
                                  offset < 0 ? '-' : '+', std::abs(offset)));
}

}  // namespace ganglion::data
