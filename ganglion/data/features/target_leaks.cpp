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
#include "ganglion/data/label_names.h"
#include "ganglion/data/text/dates.h"

namespace ganglion::data {
namespace {

constexpr std::int64_t kRowsForParts = 20;
constexpr std::size_t kMaxTexts = 1000;
/// Numbers are codes if they are few; others are equal in copies of rows.
constexpr std::size_t kMaxNumbers = 20;
/// exp(-14) is one in a million.
constexpr double kSurprising = 14;
constexpr double kLinear = 0.999999;
constexpr std::int64_t kRowsForLine = 10;

using Flags = std::vector<std::uint8_t>;

/// 1 for yes; nothing for a column with other values, missing ones, or a single value.
std::optional<Flags> flags_in(const Column& column) {
  std::vector<std::int8_t> of_name;
  for (const std::string& text : column.names) {
    const auto answer = yes_or_no(text);
    of_name.push_back(static_cast<std::int8_t>(answer ? (*answer ? 1 : 0) : -1));
  }
  Flags flags;
  flags.reserve(static_cast<std::size_t>(column.rows()));
  for (const double number : column.numbers) {
    if (number != 0 && number != 1) return std::nullopt;
    flags.push_back(number == 1 ? 1 : 0);
  }
  for (const std::int32_t code : column.codes) {
    const int flag = code < 0 ? -1 : of_name[static_cast<std::size_t>(code)];
    if (flag < 0) return std::nullopt;
    flags.push_back(static_cast<std::uint8_t>(flag));
  }
  const bool varies = std::ranges::count(flags, 0) > 0 && std::ranges::count(flags, 1) > 0;
  return varies ? std::optional(std::move(flags)) : std::nullopt;
}

/// Columns of flags of which one at most is set in each row.
class LabelParts {
 public:
  explicit LabelParts(Flags target) : sum_(std::move(target)) {}
  /// False if it overlaps with what is there.
  bool add(const std::string& name, const Flags& flags) {
    for (std::size_t row = 0; row < flags.size(); ++row) {
      if (flags[row] != 0 && sum_[row] != 0) return false;
    }
    for (std::size_t row = 0; row < flags.size(); ++row) sum_[row] |= flags[row];
    names_.push_back(name);
    return true;
  }
  bool complete() const { return std::ranges::count(sum_, 0) == 0; }
  const std::vector<std::string>& names() const { return names_; }

 private:
  Flags sum_;
  std::vector<std::string> names_;
};

/// "class_a" -> "class_"
std::string_view stem_of(std::string_view name) {
  return name.substr(0, name.find_last_of("_=. -") + 1);
}

/// Looks at the columns of a source as flags.
class PartFinder {
 public:
  PartFinder(ColumnSource& source, const std::string& target,
             const std::set<std::string>& candidates)
      : source_(source), candidates_(candidates), names_(source.header().names()) {
    place_ = static_cast<std::size_t>(std::ranges::find(names_, target) - names_.begin());
    if (const auto own = flags_in(source.with(target).column(target))) target_ = *own;
  }
  bool possible() const { return !target_.empty(); }

  std::vector<std::string> of_equal_stem() {
    const std::string_view stem = stem_of(names_[place_]);
    if (stem.empty()) return {};
    LabelParts parts(target_);
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (i == place_ || stem_of(names_[i]) != stem) continue;
      const auto flags = flags_of(i);
      if (!flags || !parts.add(names_[i], *flags)) return {};
    }
    return parts.complete() ? parts.names() : std::vector<std::string>{};
  }

  /// The first column of them is tried at all places in front of the target.
  std::vector<std::string> of_neighbours() {
    LabelParts before(target_);
    for (std::size_t first = place_ + 1; first-- > 0;) {
      if (first < place_) {
        const auto flags = flags_of(first);
        if (!flags || !before.add(names_[first], *flags)) break;
      }
      LabelParts parts = before;
      for (std::size_t last = place_ + 1; last < names_.size() && !parts.complete(); ++last) {
        const auto flags = flags_of(last);
        if (!flags || !parts.add(names_[last], *flags)) break;
      }
      if (parts.complete()) return parts.names().size() > 1 ? parts.names() : Names{};
    }
    return {};
  }

 private:
  using Names = std::vector<std::string>;

  const std::optional<Flags>& flags_of(std::size_t i) {
    const auto known = flags_.find(i);
    if (known != flags_.end()) return known->second;
    const std::string& name = names_[i];
    return flags_[i] = !candidates_.contains(name) ? std::nullopt
                                                   : flags_in(source_.with(name).column(name));
  }

  ColumnSource& source_;
  const std::set<std::string>& candidates_;
  Names names_;
  std::size_t place_ = 0;
  Flags target_;
  std::map<std::size_t, std::optional<Flags>> flags_;
};

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
      "tells the target exactly ({}); if it isn't known when predicting, exclude it: {}", how,
      setting("ignore", column));
}

}  // namespace

std::vector<std::string> label_parts(ColumnSource& source, std::span<const std::string> targets,
                                     const std::set<std::string>& candidates) {
  std::vector<std::string> parts = numbered_labels(source.header().names());
  const auto is_among = [](const auto& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
  };
  if (std::ranges::any_of(targets, [&](const auto& name) { return is_among(parts, name); })) {
    std::erase_if(parts, [&](const auto& name) { return !candidates.contains(name); });
    return parts;
  }
  if (source.rows() < kRowsForParts || targets.size() != 1) return {};
  PartFinder finder(source, targets[0], candidates);
  if (!finder.possible()) return {};
  parts = finder.of_equal_stem();
  return parts.empty() ? finder.of_neighbours() : parts;
}

TargetFinder::TargetFinder(const Table& table, std::span<const std::string> targets, Task task) {
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
  if (!classes_.empty()) found = class_note(column);
  if (!classes_.empty() && !found) found = missing_note(column);
  if (!numbers_.empty() && column.kind == ColumnKind::number) found = linear_note(column);
  return found || !sorted_ ? found : order_note(column);
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
  if (!(std::abs(both) > kLinear * of_x.std * of_y.std)) return std::nullopt;
  const double slope = both / (of_x.std * of_x.std);
  const double offset = of_y.mean - slope * of_x.mean;
  return tells_target(column.name,
                      fmt::format("{} = {:.4g} * {} {} {:.4g}", target_, slope, column.name,
                                  offset < 0 ? '-' : '+', std::abs(offset)));
}

}  // namespace ganglion::data
