#include "ganglion/data/features/targets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "ganglion/core/error.h"
#include "ganglion/data/column_numbers.h"
#include "ganglion/data/features/features.h"
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

void fit_classes(const Table& table, const Column& column, PreprocessingState& state) {
  state.class_names = distinct_values(column);
  const std::size_t count = state.class_names.size();
  if (count < 2) {
    throw Error(
        fmt::format("{}: target {} is {} in every training row; at least two classes are "
                    "needed",
                    table.source(), shown(column.name), shown(state.class_names[0])));
  }
  if (state.task == Task::binary && count != 2) {
    throw Error(
        fmt::format("{}: target {} has {} classes, and the task binary needs two; use the "
                    "task multiclass",
                    table.source(), shown(column.name), count));
  }
}

void fit_number(const Table& table, const Column& column, TargetColumn& target,
                std::vector<Note>& notes) {
  const auto values = numbers_of(table, column);
  double sum = 0;
  for (double value : values) sum += value;
  target.mean = sum / static_cast<double>(values.size());
  double squares = 0;
  for (double value : values) squares += (value - target.mean) * (value - target.mean);
  target.std = std::sqrt(squares / static_cast<double>(values.size()));
  if (target.std <= 1e-13 * std::abs(target.mean)) {
    target.std = 1;
    notes.push_back({"", fmt::format("target {}: {:.6g} in every row; there is nothing to learn",
                                     shown(target.name), target.mean)});
  }
}

/// Finds the class of a text: as written, else as a number ("3.0" is class "3"), else but for a
/// full stop at the end (some files end each line of their test part so).
class ClassFinder {
 public:
  explicit ClassFinder(const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto index = static_cast<std::int32_t>(i);
      by_text_.emplace(names[i], index);
      if (double value = 0; parse_number(names[i], value)) by_number_.emplace(value, index);
    }
  }
  /// -1 when there is none.
  std::int32_t find(const std::string& text) const {
    if (const auto at = by_text_.find(text); at != by_text_.end()) return at->second;
    if (double value = 0; parse_number(text, value)) {
      const auto at = by_number_.find(value);
      return at == by_number_.end() ? -1 : at->second;
    }
    const bool stop = text.ends_with('.');
    const auto at = by_text_.find(stop ? text.substr(0, text.size() - 1) : text + '.');
    return at == by_text_.end() ? -1 : at->second;
  }

 private:
  std::map<std::string, std::int32_t> by_text_;
  std::map<double, std::int32_t> by_number_;
};

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

}  // namespace

void fit_targets(const Table& table, std::span<const std::string> targets,
                 PreprocessingState& state, std::vector<Note>& notes) {
  check_targets(table, targets);
  const bool classes = state.task == Task::binary || state.task == Task::multiclass;
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
    if (classes) fit_classes(table, column, state);
    if (state.task == Task::multilabel) fit_label_words(table, column, state.targets.back());
    if (state.task == Task::regression) fit_number(table, column, state.targets.back(), notes);
  }
}

Tensor apply_targets(const PreprocessingState& state, const Table& table) {
  const auto count = static_cast<std::int64_t>(state.targets.size());
  const bool flat = state.task == Task::regression && count == 1;
  Tensor result(flat ? Shape{table.rows()} : Shape{table.rows(), count});
  auto to = result.values<float>();
  for (std::size_t k = 0; k < state.targets.size(); ++k) {
    const Column& column = table.column(state.targets[k].name);
    check_present(table, column);
    if (state.task == Task::binary || state.task == Task::multiclass) {
      return class_indices(state, table, column);
    }
    const auto values =
        state.task == Task::multilabel ? labels_of(table, column) : numbers_of(table, column);
    for (std::size_t row = 0; row < values.size(); ++row) {
      float& value = to[row * state.targets.size() + k];
      value = static_cast<float>(values[row]);
      if (!std::isfinite(value)) {
        throw Error(
            fmt::format("{}: target {}: {} is too large for a 32-bit float; use a larger unit",
                        table.place(static_cast<std::int64_t>(row)), shown(column.name),
                        number_text(values[row])));
      }
    }
  }
  return result;
}

}  // namespace ganglion::data
