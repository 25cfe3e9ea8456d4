#include "ganglion/data/features/targets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/data/column_numbers.h"
#include "ganglion/data/features/classes.h"
#include "ganglion/data/features/features.h"
#include "ganglion/data/features/notes/outliers.h"
#include "ganglion/data/features/notes/sentinels.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

void check_present(const Table& table, const Column& column) {
  std::int64_t missing = 0;
  std::int64_t first = -1;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    if (!column.is_missing(row)) continue;
    if (first < 0) first = row;
    ++missing;
  }
  if (missing > 0) {
    throw Error(
        fmt::format("{}: target {} is missing ({} of {} rows); fill it in or remove these rows",
                    table.place(first), shown(column.name), missing, table.rows()));
  }
}

/// The numbers that a network is to say.
std::vector<double> numbers_to_say(const Table& table, const Column& column,
                                   const std::optional<SeriesRecipe>& series) {
  std::vector<double> values = numbers_of(table, column);
  if (!series) return values;
  const std::vector<double>& last = table.column(kLastValue).numbers;
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = differenced(values[i], last[i], series->differencing);
  }
  return values;
}

/// The squares of smaller errors are 0 in every metric.
void check_spread(const Table& table, const TargetColumn& target,
                  const std::vector<double>& values) {
  constexpr double kLeast = 1e-140;
  const auto [least, most] = std::ranges::minmax(values);
  if (most - least == 0 || most - least >= kLeast) return;
  throw Error(
      fmt::format("{}: target {}: the values ({} to {}) are too close together to be told apart by "
                  "any metric; use a smaller unit",
                  table.source(), shown(target.name), number_text(least), number_text(most)));
}

void fit_number(const std::vector<double>& values, TargetColumn& target, std::vector<Note>& notes) {
  double sum = 0;
  for (double value : values) sum += value;
  target.mean = sum / static_cast<double>(values.size());
  target.range = range_of(values);
  double squares = 0;
  for (double value : values) squares += (value - target.mean) * (value - target.mean);
  target.std = std::sqrt(squares / static_cast<double>(values.size()));
  if (is_rounding(target.std, target.mean)) {
    target.std = 1;
    notes.push_back({"", fmt::format("target {}: {:.6g} in every row; there is nothing to learn",
                                     shown(target.name), target.mean)});
  }
}

Tensor class_indices(const PreprocessingState& state, const Table& table, const Column& column) {
  const ClassFinder finder(state.class_names);
  Tensor result(Shape{table.rows()}, DType::i32);
  auto to = result.values<std::int32_t>();
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    const std::int32_t index = finder.find(column.text(row));
    if (index < 0) {
      throw Error(fmt::format("{}: target {}: class {} was not seen in training; {}",
                              table.place(row), shown(column.name), shown(column.text(row)),
                              suggestion(column.text(row), state.class_names)));
    }
    to[static_cast<std::size_t>(row)] = index;
  }
  return result;
}

std::vector<double> labels_of(const Table& table, const Column& column) {
  std::vector<double> result;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    const auto label = yes_or_no(column.text(row));
    if (!label) {
      throw Error(
          fmt::format("{}: target {}: {} is neither yes nor no; the task multilabel needs "
                      "yes or no, true or false, 1 or 0",
                      table.place(row), shown(column.name), shown(column.text(row))));
    }
    result.push_back(*label ? 1 : 0);
  }
  return result;
}

/// The most frequent ways to write no and yes; the first by bytes of equally frequent ones.
void fit_label_words(const Table& table, const Column& column, TargetColumn& target) {
  labels_of(table, column);  // refuses what is neither
  std::map<std::string, std::int64_t> counts;
  for (std::int64_t row = 0; row < table.rows(); ++row) ++counts[column.text(row)];
  std::array<std::int64_t, 2> most = {0, 0};
  for (const auto& [text, count] : counts) {
    const bool yes = *yes_or_no(text);
    if (count <= most[yes ? 1 : 0]) continue;
    most[yes ? 1 : 0] = count;
    (yes ? target.yes : target.no) = text;
  }
}

void check_size(const Table& table, const Column& column, std::int64_t row, double value) {
  if (std::isfinite(static_cast<float>(value))) return;
  throw Error(fmt::format("{}: target {}: {} is too large for a 32-bit float; use a larger unit",
                          table.place(row), shown(column.name), number_text(value)));
}

/// 10^places, exactly.
double power_of_ten(int places) {
  double power = 1;
  for (int i = 0; i < places; ++i) power *= 10;
  return power;
}

/// The nearest number of so many decimal places; negative ones are zeros before the point.
double rounded(double value, int places) {
  constexpr int kExact = 22;
  constexpr double kWhole = 0x1p53;
  if (places >= 0 && places <= kExact) {
    const double power = power_of_ten(places);
    const double whole = value * power;
    return std::abs(whole) < kWhole ? std::nearbyint(whole) / power : value;
  }
  if (places < 0 && -places <= kExact) {
    const double power = power_of_ten(-places);
    return std::nearbyint(value / power) * power;
  }
  const int digits = static_cast<int>(std::floor(std::log10(std::abs(value)))) + places;
  double read = value;
  parse_number(fmt::format("{:.{}e}", value, std::clamp(digits, 0, 16)), read);
  return read;
}

/// The number with the fewest decimal places among those that are as good as `value`, which is
/// known to `step`.
double plainest(double value, double step) {
  if (!std::isfinite(value) || value == 0 || !(step > 0)) return value;
  const int places = -static_cast<int>(std::floor(std::log10(step)));
  const double shorter = rounded(value, places - 1);
  return std::abs(shorter - value) <= 0.5 * step ? shorter : rounded(value, places);
}

}  // namespace

void fit_targets(const Table& table, std::span<const std::string> targets,
                 const std::string& positive, PreprocessingState& state, std::vector<Note>& notes) {
  check_targets(table, targets);
  const bool classes = state.task == Task::binary || state.task == Task::multiclass;
  if (!positive.empty() && state.task != Task::binary) {
    throw Error(fmt::format("{} is for the task binary, which has two classes; the task is {}",
                            setting("positive", positive), name_of(state.task)),
                {.setting = "positive"});
  }
  if (classes && targets.size() > 1) {
    throw Error(
        fmt::format("the task {} takes one target, but {} were given; use multilabel or "
                    "regression for several",
                    name_of(state.task), targets.size()));
  }
  for (const std::string& name : targets) {
    const Column& column = table.column(name);
    check_present(table, column);
    state.targets.push_back({.name = name});
    if (state.task == Task::regression) state.targets.back().format = column.format;
    if (classes) fit_classes(table, column, positive, state, notes);
    if (state.task == Task::multilabel) fit_label_words(table, column, state.targets.back());
    if (state.task != Task::regression) continue;
    const std::vector<double> values = numbers_to_say(table, column, state.series);
    check_spread(table, state.targets.back(), values);
    fit_number(values, state.targets.back(), notes);
    if (column.kind != ColumnKind::number) continue;
    const auto sentinel = sentinel_note(column);
    const auto outlier = sentinel ? std::nullopt : outlier_note(table, column);
    if (sentinel) notes.push_back({"", fmt::format("target {}: {}", shown(name), *sentinel)});
    if (outlier) {
      notes.push_back({"", fmt::format("target {}: {}, and weighs as much in the error; if it is a "
                                       "slip, correct it, or remove the row",
                                       shown(name), *outlier)});
    }
  }
}

Tensor apply_targets(const PreprocessingState& state, const Table& table) {
  if (state.task == Task::binary || state.task == Task::multiclass) {
    const Column& column = table.column(state.targets.at(0).name);
    check_present(table, column);
    return class_indices(state, table, column);
  }
  const bool numbers = state.task == Task::regression;
  const auto count = static_cast<std::int64_t>(state.targets.size());
  const bool flat = numbers && count == 1;
  Tensor result(flat ? Shape{table.rows()} : Shape{table.rows(), count}, DType::f64);
  const auto to = result.values<double>();
  for (std::size_t k = 0; k < state.targets.size(); ++k) {
    const Column& column = table.column(state.targets[k].name);
    check_present(table, column);
    const auto values = numbers ? numbers_of(table, column) : labels_of(table, column);
    for (std::size_t row = 0; row < values.size(); ++row) {
      check_size(table, column, static_cast<std::int64_t>(row), values[row]);
      to[row * state.targets.size() + k] = values[row];
    }
  }
  return numbers ? result : result.cast(DType::f32);
}

double TargetColumn::kept(double scaled) const {
  if (!clip || !range) return scaled;
  const double value = scaled * std + mean;
  const double near = range->clipped(value);
  return near == value ? scaled : (near - mean) / std;
}

double TargetColumn::unscaled(double scaled, double last, Differencing differencing) const {
  if (differencing == Differencing::none) return unscaled(scaled);
  const double value = undifferenced(scaled * std + mean, last, differencing);
  const double unit = differencing == Differencing::difference ? 1 : std::abs(value);
  return plainest(value, std::ldexp(std * unit, std::ilogb(std::max(std::abs(scaled), 1.0)) - 23));
}

double TargetColumn::unscaled(double scaled) const {
  // The last bit of a sum in f32. Where 0 means the mean, what was added up is about 1 in size,
  // however near to 0 the sum is.
  const double size = mean == 0 ? std::abs(scaled) : std::max(std::abs(scaled), 1.0);
  const bool known = size > 0 && std::isfinite(size);
  return plainest(scaled * std + mean, known ? std::ldexp(std, std::ilogb(size) - 23) : 0);
}

}  // namespace ganglion::data
