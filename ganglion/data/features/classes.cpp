#include "ganglion/data/features/classes.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

#include "ganglion/core/error.h"
#include "ganglion/data/features/alike.h"
#include "ganglion/data/task.h"
#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

std::vector<std::int64_t> rows_of_classes(const Column& column, const ClassFinder& finder,
                                          std::size_t classes) {
  std::vector<std::int64_t> counts(classes, 0);
  for (std::int64_t row = 0; row < column.rows(); ++row) {
    ++counts[static_cast<std::size_t>(finder.find(column.text(row)))];
  }
  return counts;
}

/// `"a", "b" and 3 more`
std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 4;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i) {
    text += (i == 0 ? "" : ", ") + shown(names[i]);
  }
  if (names.size() > kShown) text += fmt::format(" and {} more", names.size() - kShown);
  return text;
}

void note_folded(const Column& column, const std::vector<std::string>& kept,
                 const ClassFinder& finder, std::vector<Note>& notes) {
  std::string folded;
  for (const std::string& text : distinct_values(column)) {
    const std::string& name = kept[static_cast<std::size_t>(finder.find(text))];
    if (text == name) continue;
    folded +=
        fmt::format("{} {} is read as {}", folded.empty() ? "" : ",", shown(text), shown(name));
  }
  if (folded.empty()) return;
  notes.push_back(
      {"", fmt::format("target {}: yes and no are one class each, however they are written:{}",
                       shown(column.name), folded)});
}

std::string rows_text(std::int64_t rows) {
  return fmt::format("{} row{}", rows, rows == 1 ? "" : "s");
}

/// Pairs of classes that a reader takes for one.
void note_alike(const Column& column, const std::vector<std::string>& names,
                const std::vector<std::int64_t>& rows, std::vector<Note>& notes) {
  constexpr std::int64_t kMaxPairs = 4;
  std::map<std::string, std::size_t> first;  // class of each key
  std::int64_t pairs = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto [at, is_new] = first.emplace(alike_key(names[i]), i);
    if (is_new || ++pairs > kMaxPairs) continue;
    const std::size_t other = at->second;
    notes.push_back({"", fmt::format("target {}: classes {} ({}) and {} ({}) differ only in {}; if "
                                     "they are the same, write them alike",
                                     shown(column.name), shown(names[other]),
                                     rows_text(rows[other]), shown(names[i]), rows_text(rows[i]),
                                     only_difference(names[other], names[i]).value_or("form"))});
  }
  if (pairs <= kMaxPairs) return;
  notes.push_back({"", fmt::format("target {}: {} more pairs of classes are almost the same",
                                   shown(column.name), pairs - kMaxPairs)});
}

void note_single_rows(const Column& column, const std::vector<std::string>& names,
                      const std::vector<std::int64_t>& rows, std::vector<Note>& notes) {
  std::vector<std::string> single;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (rows[i] == 1) single.push_back(names[i]);
  }
  if (single.empty()) return;
  notes.push_back(
      {"", fmt::format("target {}: only one training row of {} {}: too few to learn from or to "
                       "score; add rows or merge classes",
                       shown(column.name), single.size() == 1 ? "class" : "each of the classes",
                       listed(single))});
}

/// The labels in a text such as "a;b", "a|b", "[a, b]"; one for another text.
std::vector<std::string> labels_in(std::string_view text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
  }
  const std::size_t mark = text.find_first_of(";|,");
  if (mark == std::string_view::npos) return {std::string(text)};
  std::vector<std::string> labels;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(text[mark], begin), text.size());
    labels.emplace_back(inner_text(text.substr(begin, end - begin)));
    begin = end + 1;
  }
  return labels;
}

/// Classes that are several labels, each of which is in other classes, too.
void note_combined(const Column& column, const std::vector<std::string>& names,
                   std::vector<Note>& notes) {
  std::map<std::string, int> classes;  // that have a label
  for (const std::string& name : names) {
    for (const std::string& label : labels_in(name)) ++classes[label];
  }
  const auto combines = [&](const std::string& name) {
    const std::vector<std::string> labels = labels_in(name);
    return labels.size() > 1 && std::ranges::all_of(labels, [&](const std::string& label) {
             return !label.empty() && classes[label] > 1;
           });
  };
  const auto found = std::ranges::find_if(names, combines);
  if (found == names.end()) return;
  notes.push_back(
      {"", fmt::format("target {}: {} looks like several labels, but is a class of its own here; "
                       "to learn each label, write it as a column of 1 and 0, and name all of them "
                       "as targets of the task multilabel",
                       shown(column.name), shown(*found))});
}

std::int32_t positive_class(const Column& column, const std::string& asked,
                            const PreprocessingState& state, const ClassFinder& finder,
                            const std::vector<std::int64_t>& rows) {
  if (asked.empty()) return rows[0] < rows[1] ? 0 : 1;
  const std::int32_t index = finder.find(asked);
  if (index >= 0) return index;
  throw Error(fmt::format("`positive`: target {} has no class {}; {}", shown(column.name),
                          shown(asked), suggestion(asked, state.class_names)),
              {.setting = "positive"});
}

void check_class_count(const Table& table, const Column& column, const PreprocessingState& state) {
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

}  // namespace

void fit_classes(const Table& table, const Column& column, const std::string& positive,
                 PreprocessingState& state, std::vector<Note>& notes) {
  state.class_names = class_names(column);
  check_class_count(table, column, state);
  const ClassFinder finder(state.class_names);
  const auto rows = rows_of_classes(column, finder, state.class_names.size());
  note_folded(column, state.class_names, finder, notes);
  note_alike(column, state.class_names, rows, notes);
  note_single_rows(column, state.class_names, rows, notes);
  note_combined(column, state.class_names, notes);
  if (state.task == Task::binary) {
    state.positive = positive_class(column, positive, state, finder, rows);
  }
}

ClassFinder::ClassFinder(const std::vector<std::string>& names) {
  const bool words = std::ranges::all_of(
      names, [](const std::string& name) { return yes_or_no(name).has_value(); });
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto index = static_cast<std::int32_t>(i);
    by_text_.emplace(names[i], index);
    if (double value = 0; parse_number(names[i], value)) by_number_.emplace(value, index);
    if (words) by_word_.emplace(*yes_or_no(names[i]) ? "yes" : "no", index);
  }
}

std::int32_t ClassFinder::find(const std::string& text) const {
  if (const auto at = by_text_.find(text); at != by_text_.end()) return at->second;
  if (double value = 0; parse_number(text, value)) {
    const auto at = by_number_.find(value);
    if (at != by_number_.end()) return at->second;
  }
  if (const auto answer = yes_or_no(text)) {
    const auto at = by_word_.find(*answer ? "yes" : "no");
    if (at != by_word_.end()) return at->second;
  }
  const bool stop = text.ends_with('.');
  const auto at = by_text_.find(stop ? text.substr(0, text.size() - 1) : text + '.');
  return at == by_text_.end() ? -1 : at->second;
}

}  // namespace ganglion::data
