#include "ganglion/data/features/column_types.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>

#include "ganglion/core/error.h"
#include "ganglion/data/column_quantities.h"
#include "ganglion/data/column_slips.h"
#include "ganglion/data/features/identifiers.h"
#include "ganglion/data/features/target_leaks.h"
#include "ganglion/data/task.h"
#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

/// A text column with more different texts than this, in more than half of its rows, names rows.
constexpr std::size_t kFewTexts = 20;
/// Short texts with shared words ("ford pinto") are names all the same in a small table: their
/// words are as many features as it has rows to learn them from.
constexpr std::int64_t kRowsForWords = 1000;
constexpr double kWordsOfName = 8;

constexpr std::array<std::pair<ColumnType, std::string_view>, 15> kTypes = {{
    {ColumnType::number, "number"},
    {ColumnType::linear, "linear"},
    {ColumnType::log, "log"},
    {ColumnType::robust, "robust"},
    {ColumnType::category, "category"},
    {ColumnType::boolean, "boolean"},
    {ColumnType::date, "date"},
    {ColumnType::date_day_first, "date-dmy"},
    {ColumnType::date_month_first, "date-mdy"},
    {ColumnType::date_year_first, "date-ymd"},
    {ColumnType::date_no_year, "date-md"},
    {ColumnType::text, "text"},
    {ColumnType::identifier, "identifier"},
    {ColumnType::label, "label"},
    {ColumnType::ignore, "ignore"},
}};

struct TextCounts {
  std::size_t different = 0;
  std::int64_t present = 0;
};

TextCounts count_texts(const Column& column) {
  std::vector<bool> used(column.names.size());
  TextCounts counts;
  for (const std::int32_t code : column.codes) {
    if (code < 0) continue;
    ++counts.present;
    used[static_cast<std::size_t>(code)] = true;
  }
  counts.different = static_cast<std::size_t>(std::ranges::count(used, true));
  return counts;
}

/// Two words or more a text, of which half occur in other texts, too.
bool shares_words(const Column& column) {
  std::unordered_map<std::string, std::int64_t> texts_with;
  std::size_t words = 0;
  for (const std::string& text : column.names) {
    const auto all = words_of(text);
    for (const std::string& word : std::set<std::string>(all.begin(), all.end())) {
      if (word.find_first_not_of("0123456789") == std::string::npos) continue;
      ++texts_with[word];
      ++words;
    }
  }
  std::size_t shared = 0;
  for (const auto& [word, count] : texts_with) {
    if (count > 1) shared += static_cast<std::size_t>(count);
  }
  return words >= 2 * column.names.size() && shared * 2 >= words;
}

/// Columns of short texts are left out of a small table, unless there is nothing else.
void leave_out_names(ColumnSource& source, const ColumnTypes& given, ColumnTypes& types) {
  if (source.rows() >= kRowsForWords) return;
  const auto is_left_out = [&](const auto& entry) {
    const auto& [name, type] = entry;
    if (type == ColumnType::identifier || type == ColumnType::ignore) return true;
    return type == ColumnType::text && !given.contains(name) &&
           is_name(source.with(name).column(name));
  };
  if (std::ranges::all_of(types, is_left_out)) return;
  for (auto& entry : types) {
    if (entry.second == ColumnType::text && is_left_out(entry)) {
      entry.second = ColumnType::identifier;
    }
  }
}

ColumnType type_of_texts(const Table& table, const Column& column) {
  refuse_quantities(table, column);
  refuse_slips(table, column);
  const TextCounts counts = count_texts(column);
  const bool answers =
      counts.different >= 2 && std::ranges::all_of(column.names, [](const std::string& text) {
        return yes_or_no(text).has_value();
      });
  if (answers) return ColumnType::boolean;
  if (counts.different > 0 && date_order(column)) return ColumnType::date;
  const bool names = counts.different > kFewTexts &&
                     static_cast<std::int64_t>(counts.different) * 2 > counts.present;
  if (!names) return ColumnType::category;
  return shares_words(column) ? ColumnType::text : ColumnType::identifier;
}

}  // namespace

std::string_view name_of(ColumnType type) {
  return std::ranges::find(kTypes, type, &std::pair<ColumnType, std::string_view>::first)->second;
}

bool is_column_type(std::string_view word) {
  return std::ranges::find(kTypes, word, &std::pair<ColumnType, std::string_view>::second) !=
         kTypes.end();
}

ColumnType column_type_named(std::string_view word) {
  for (const auto& [type, name] : kTypes) {
    if (name == word) return type;
  }
  throw Error(fmt::format(
      "unknown type {}; use number, linear, log, robust, category, boolean, date (date-dmy, "
      "date-mdy, date-ymd, date-md), text or ignore",
      shown(word)));
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  bool inside = false;
  for (const char c : text) {
    const bool letter = is_letter(c) || is_digit(c) || (c & 0x80) != 0;
    if (letter && !inside) words.emplace_back();
    if (letter) words.back() += small_letter(c);
    inside = letter;
  }
  return words;
}

double words_a_text(const Column& column) {
  std::size_t words = 0;
  for (const std::string& text : column.names) words += words_of(text).size();
  return column.names.empty()
             ? 0
             : static_cast<double>(words) / static_cast<double>(column.names.size());
}

bool is_name(const Column& column) {
  return words_a_text(column) <= kWordsOfName;
}

std::optional<DateOrder> date_order(const Column& column) {
  if (column.kind != ColumnKind::category) return std::nullopt;
  if (column.date_order) return column.date_order;
  return order_of_dates(std::vector<std::string_view>(column.names.begin(), column.names.end()));
}

ColumnTypes find_types(ColumnSource& source, std::span<const std::string> targets,
                       const ColumnTypes& given) {
  ColumnTypes types;
  const std::vector<std::string> names = source.header().names();
  for (const auto& [name, type] : given) types.emplace(source.header().column(name).name, type);
  for (const std::string& name : names) {
    if (types.contains(name) || std::ranges::find(targets, name) != targets.end()) continue;
    const Table& table = source.with(name);
    const Column& column = table.column(name);
    const bool numbers = column.kind == ColumnKind::number;
    types[name] = !numbers                    ? type_of_texts(table, column)
                  : names_rows(names, column) ? ColumnType::identifier
                                              : ColumnType::number;
  }
  leave_out_names(source, given, types);
  std::set<std::string> candidates;
  for (const std::string& name : names) {
    if (types.contains(name) && !given.contains(name)) candidates.insert(name);
  }
  if (candidates.empty()) return types;
  for (const std::string& part : label_parts(source, targets, candidates)) {
    types[part] = ColumnType::label;
  }
  return types;
}

ColumnTypes find_types(const Table& table, std::span<const std::string> targets,
                       const ColumnTypes& given) {
  TableColumns source(table);
  return find_types(source, targets, given);
}

}  // namespace ganglion::data
