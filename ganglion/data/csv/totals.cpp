#include "ganglion/data/csv/totals.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::array<std::string_view, 33> kWordsOfTotals = {
    "total",         "totals",      "grand total", "subtotal",     "sum",
    "sums",          "average",     "mean",        "median",       "summe",
    "gesamt",        "insgesamt",   "mittelwert",  "durchschnitt", "somme",
    "moyenne",       "suma",        "totale",      "totaal",       "total general",
    "total général", "gesamtsumme", "max",         "min",          "maximum",
    "minimum",       "count",       "std",         "stdev",        "stddev",
    "avg",           "overall",     "all"};

bool is_total(std::string_view text) {
  std::string small = small_word(text);
  while (small.ends_with(':') || small.ends_with(' ')) small.pop_back();
  return std::ranges::find(kWordsOfTotals, small) != kWordsOfTotals.end();
}

/// The last line with something on it.
std::string_view last_line(std::string_view text) {
  while (!text.empty() && (is_line_end(text.back()) || is_blank(text.back())))
    text.remove_suffix(1);
  const std::size_t before = text.find_last_of("\r\n");
  return before == std::string_view::npos ? text : text.substr(before + 1);
}

bool near(double a, double b) {
  return std::abs(a - b) <= 1e-6 * std::max({std::abs(a), std::abs(b), 1e-300});
}

/// A column of the rows above.
struct Above {
  std::size_t numbers = 0;
  std::size_t texts = 0;
  std::size_t empty = 0;
  double sum = 0;
  double most = 0;  // the greatest distance from 0
};

/// What tells that a row holds totals.
struct Signs {
  bool odd = false;  ///< a word among numbers, or nothing where the rows above have something
  bool sums = true;  ///< all of its numbers are the sums or means of those above
  std::size_t numbers = 0;

  /// A field that is no word of totals, and what is above it.
  void add(std::string_view value, std::optional<double> number, const Above& above) {
    if (value.empty()) odd = odd || above.empty == 0;
    if (!number) return;
    ++numbers;
    const auto count = static_cast<double>(above.numbers);
    sums = sums && (near(*number, above.sum) || near(*number * count, above.sum));
  }
};

/// Compares the last row of a text with those above.
class TotalsFinder {
 public:
  TotalsFinder(const CsvHead& head, std::span<const CsvSample> above, const CsvOptions& options)
      : head_(head), above_(above), options_(options), offset_(head.row_names ? 1 : 0) {}

  std::size_t width() const { return head_.names.size() + offset_; }

  bool holds_totals(const std::vector<CsvField>& fields, bool all_rows) const {
    // Rows of a second file may be few, and add up by chance.
    if (all_rows && options_.expected.empty() && holds_sums(fields)) return true;
    const auto word =
        std::ranges::find_if(fields, [](const CsvField& field) { return is_total(field.text); });
    if (word == fields.end() || fields.size() > width() || above_.size() < 2) return false;
    const auto at_word = static_cast<std::size_t>(word - fields.begin());
    if (occurs_above(at_word, word->text)) return false;  // one value among others
    Signs signs{.odd = fields.size() < width(), .sums = all_rows};
    for (std::size_t i = 0; i < width(); ++i) {
      const Above above = look_above(i);
      if (i == at_word) {
        signs.odd = signs.odd || above.texts == 0;
        continue;
      }
      const std::string_view value = i < fields.size() ? fields[i].text : std::string_view();
      signs.add(value, value.empty() ? std::nullopt : number_in(i, value), above);
    }
    return signs.odd || (signs.sums && signs.numbers > 0);
  }

  /// Whether the numbers of two columns or more are the sums of all above, and no others are there:
  /// that needs no word.
  bool holds_sums(const std::vector<CsvField>& fields) const {
    constexpr std::size_t kRowsAbove = 3;
    if (fields.size() != width() || above_.size() < kRowsAbove) return false;
    std::size_t sums = 0;
    for (std::size_t i = 0; i < width(); ++i) {
      const Above above = look_above(i);
      if (above.numbers == 0) continue;
      const auto number = number_in(i, fields[i].text);
      if (!number || !near(*number, above.sum)) return false;
      // What is no more than one of those above may be so by chance: 1,1 below 0,1 and 1,0.
      if (above.most != 0 && std::abs(above.sum) <= above.most) return false;
      sums += above.most != 0 ? 1 : 0;
    }
    return sums > 1;
  }

 private:
  std::optional<double> number_in(std::size_t column, std::string_view text) const {
    double number = 0;
    const bool read =
        column >= offset_ && parse_number(text, head_.formats[column - offset_], number);
    return read ? std::optional(number) : std::nullopt;
  }

  bool occurs_above(std::size_t column, std::string_view text) const {
    return std::ranges::any_of(above_, [&](const CsvSample& row) {
      return column < row.fields.size() && row.fields[column] == text;
    });
  }

  Above look_above(std::size_t column) const {
    Above above;
    for (const CsvSample& row : above_) {
      if (column >= row.fields.size()) continue;
      const std::string& value = row.fields[column];
      if (std::ranges::find(options_.missing, value) != options_.missing.end()) {
        ++above.empty;
      } else if (const auto number = number_in(column, value)) {
        ++above.numbers;
        above.sum += *number;
        above.most = std::max(above.most, std::abs(*number));
      } else {
        ++above.texts;
      }
    }
    return above;
  }

  const CsvHead& head_;
  std::span<const CsvSample> above_;
  const CsvOptions& options_;
  std::size_t offset_;
};

}  // namespace

bool says_total(const CsvSample& row) {
  return std::ranges::any_of(row.fields, is_total);
}

std::optional<Totals> find_totals(std::string_view text, const CsvHead& head,
                                  std::span<const CsvSample> rows, bool complete,
                                  const std::string& source, const CsvOptions& options) {
  const std::string_view line = last_line(text);
  if (line.find('"') != std::string_view::npos && std::ranges::count(line, '"') % 2 != 0) return {};
  CsvScanner scanner(text, source, head.dialect, line);
  std::vector<CsvField> fields;
  if (!scanner.next(fields)) return std::nullopt;
  const bool is_last = complete && rows.back().at == fields[0].at;
  const TotalsFinder finder(head, rows.first(rows.size() - (is_last ? 1 : 0)), options);
  if (!finder.holds_totals(fields, complete)) return std::nullopt;
  return Totals{.at = line.data(), .text = std::string(line)};
}

}  // namespace ganglion::data
