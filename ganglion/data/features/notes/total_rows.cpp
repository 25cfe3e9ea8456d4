#include "ganglion/data/features/notes/total_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <vector>

#include "ganglion/core/suggestion.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::array<std::string_view, 6> kSubtotals = {"subtotal",   "sub-total",     "sub total",
                                                        "sous-total", "zwischensumme", "subtotale"};
constexpr std::array<std::string_view, 7> kTotals = {
    "total", "totals", "grand total", "insgesamt", "gesamtsumme", "total general", "total général"};
/// Rows at the end of a table, one of each.
constexpr std::size_t kRowsOfStatistics = 10;
constexpr std::array<std::string_view, 28> kStatistics = {
    "average",      "avg",     "mean",      "median",     "sd",      "std",      "stdev",
    "std dev",      "std.dev", "std. dev.", "cv",         "%cv",     "cv%",      "sem",
    "variance",     "min",     "max",       "minimum",    "maximum", "count",    "mittelwert",
    "durchschnitt", "stdabw",  "moyenne",   "écart-type", "media",   "promedio", "n"};
constexpr std::array<std::string_view, 5> kTotalsBefore = {"total ", "total of ", "sum of ",
                                                           "summe ", "gesamt "};
constexpr std::array<std::string_view, 4> kTotalsBehind = {" total", " totals", " gesamt",
                                                           " summe"};

/// What all of them hold: a column without such a text, as most are, is looked through only once.
bool may_name_total(const std::string& text) {
  constexpr std::array<std::string_view, 4> kParts = {"total", "summe", "gesamt", "sum of "};
  return std::ranges::any_of(
      kParts, [&](std::string_view part) { return text.find(part) != std::string::npos; });
}

bool names_statistic(std::string_view text) {
  while (text.ends_with(':')) text.remove_suffix(1);
  return std::ranges::find(kStatistics, text) != kStatistics.end();
}

/// Whether a text is that of a single row, one of the last.
bool ends_column(const Column& column, std::size_t text) {
  const auto code = static_cast<std::int32_t>(text);
  const auto at =
      static_cast<std::size_t>(std::ranges::find(column.codes, code) - column.codes.begin());
  return at + kRowsOfStatistics >= column.codes.size() &&
         std::ranges::count(column.codes, code) == 1;
}

/// `others`: all texts of the column, in small letters.
bool names_total(const std::string& text, const std::set<std::string>& others) {
  const auto begins = [&](std::string_view word) { return text.starts_with(word); };
  if (std::ranges::any_of(kSubtotals, begins)) return true;
  if (std::ranges::find(kTotals, text) != kTotals.end()) return true;
  for (const std::string_view word : kTotalsBefore) {
    if (text.starts_with(word) && others.contains(text.substr(word.size()))) return true;
  }
  return std::ranges::any_of(kTotalsBehind, [&](std::string_view word) {
    return text.ends_with(word) && others.contains(text.substr(0, text.size() - word.size()));
  });
}

}  // namespace

std::optional<std::string> total_rows_note(const Table& table, const Column& column) {
  if (column.kind != ColumnKind::category) return std::nullopt;
  std::vector<std::size_t> likely;
  for (std::size_t i = 0; i < column.names.size(); ++i) {
    const std::string text = small_word(column.names[i]);
    if (may_name_total(text) || names_statistic(text)) likely.push_back(i);
  }
  if (likely.empty()) return std::nullopt;
  std::set<std::string> texts;
  for (const std::string& name : column.names) texts.insert(small_word(name));
  std::vector<bool> total(column.names.size());
  for (const std::size_t i : likely) {
    const std::string text = small_word(column.names[i]);
    total[i] = names_total(text, texts) || (names_statistic(text) && ends_column(column, i));
  }
  std::int64_t rows = 0;
  std::int64_t first = -1;
  for (std::int64_t row = 0; row < column.rows(); ++row) {
    const auto code = column.codes[static_cast<std::size_t>(row)];
    if (code < 0 || !total[static_cast<std::size_t>(code)]) continue;
    if (rows++ == 0) first = row;
  }
  // Where they are most, the column is about totals.
  if (rows == 0 || 2 * rows > column.rows()) return std::nullopt;
  return fmt::format(
      "{} of {} rows say that they are totals, such as {} ({}); if they hold sums or means of "
      "other "
      "rows, delete them: they are learned from like all others",
      rows, column.rows(), shown(column.text(first)), table.place(first));
}

}  // namespace ganglion::data
