#include "ganglion/data/csv/totals.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::array<std::string_view, 22> kWordsOfTotals = {
    "total",      "totals",        "grand total",   "subtotal",   "sum",    "sums",
    "average",    "mean",          "median",        "summe",      "gesamt", "insgesamt",
    "mittelwert", "durchschnitt",  "somme",         "moyenne",    "suma",   "totale",
    "totaal",     "total general", "total général", "gesamtsumme"};

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

/// A column of the rows above.
struct Above {
  std::size_t numbers = 0;
  std::size_t texts = 0;
  std::size_t empty = 0;
  double sum = 0;
};

bool near(double a, double b) {
  return std::abs(a - b) <= 1e-6 * std::max({std::abs(a), std::abs(b), 1e-300});
}

}  // namespace

std::optional<Totals> find_totals(std::string_view text, const CsvHead& head,
                                  std::span<const CsvSample> rows, bool complete,
                                  const std::string& source, const CsvOptions& options) {
  const std::string_view line = last_line(text);
  if (line.find('"') != std::string_view::npos && std::ranges::count(line, '"') % 2 != 0) return {};
  CsvScanner scanner(text, source, head.dialect, line);
  std::vector<CsvField> fields;
  if (!scanner.next(fields)) return std::nullopt;
  const std::size_t offset = head.row_names ? 1 : 0;
  if (fields.size() > head.names.size() + offset) return std::nullopt;
  const auto word =
      std::ranges::find_if(fields, [](const CsvField& f) { return is_total(f.text); });
  if (word == fields.end()) return std::nullopt;
  const std::size_t above_rows = rows.size() - (complete && rows.back().at == fields[0].at ? 1 : 0);
  if (above_rows < 2) return std::nullopt;
  const auto at_word = static_cast<std::size_t>(word - fields.begin());
  bool odd = fields.size() < head.names.size() + offset;
  bool sums = complete;
  std::size_t numbers = 0;
  for (std::size_t i = 0; i < head.names.size() + offset; ++i) {
    Above above;
    for (std::size_t r = 0; r < above_rows; ++r) {
      if (i >= rows[r].fields.size()) continue;
      const std::string& value = rows[r].fields[i];
      double number = 0;
      if (i == at_word && value == word->text) return std::nullopt;  // one value among others
      if (std::ranges::find(options.missing, value) != options.missing.end()) {
        ++above.empty;
      } else if (i >= offset && parse_number(value, head.formats[i - offset], number)) {
        ++above.numbers;
        above.sum += number;
      } else {
        ++above.texts;
      }
    }
    if (i == at_word) {
      odd = odd || above.texts == 0;
      continue;
    }
    const std::string_view value = i < fields.size() ? fields[i].text : std::string_view();
    if (value.empty()) {
      odd = odd || above.empty == 0;
      continue;
    }
    double number = 0;
    if (i < offset || !parse_number(value, head.formats[i - offset], number)) continue;
    ++numbers;
    const auto count = static_cast<double>(above.numbers);
    sums = sums && (near(number, above.sum) || near(number * count, above.sum));
  }
  if (!odd && !(sums && numbers > 0)) return std::nullopt;
  return Totals{.at = line.data(), .text = std::string(line)};
}

}  // namespace ganglion::data
