#include "ganglion/data/csv/units_row.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/core/setting.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/csv/csv_formats.h"
#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/dates.h"
#include "ganglion/data/text/number_survey.h"

namespace ganglion::data {
namespace {

/// What a column holds but for missing values.
std::vector<std::string_view> texts_in(std::span<const CsvSample> rows, std::size_t column,
                                       const CsvOptions& options) {
  std::vector<std::string_view> texts;
  for (const CsvSample& row : rows) {
    if (column >= row.fields.size() || is_marked_missing(row.fields[column], options)) continue;
    texts.push_back(row.fields[column]);
  }
  return texts;
}

/// Whether a column holds numbers only.
bool are_numbers(std::span<const CsvSample> rows, std::size_t column, const CsvOptions& options) {
  const std::vector<std::string_view> texts = texts_in(rows, column, options);
  return texts.size() > 1 && survey_numbers(texts, options.decimal, false).others == 0;
}

bool occurs_below(std::span<const CsvSample> rows, std::size_t column, const std::string& text) {
  return std::ranges::any_of(rows, [&](const CsvSample& row) {
    return row.fields.size() > column && row.fields[column] == text;
  });
}

/// Whether a text is one of a column's values, or would be one but for a slip, and no unit: "67.5
/// kg" over "70 kg", "5O.1", "1/2", "2020-01-01".
bool is_like_data(const std::string& text, std::span<const CsvSample> rows, std::size_t column,
                  const CsvOptions& options) {
  const std::size_t first = text.find_first_not_of("+-( ");
  if (first == std::string::npos || !is_digit(text[first])) return false;
  for (std::size_t i = first; i + 1 < text.size(); ++i) {
    if ((text[i] == '.' || text[i] == ',') && is_digit(text[i + 1])) return true;
  }
  const std::size_t slash = text.find('/');
  if (slash != std::string::npos && text.find_first_not_of("0123456789/") == std::string::npos)
    return true;
  if (parse_date(text, DateOrder::day_first) || parse_date(text, DateOrder::month_first))
    return true;
  std::vector<std::string_view> texts = texts_in(rows, column, options);
  texts.push_back(text);
  return survey_numbers(texts, options.decimal, false).others == 0;
}

/// Whether a row stands above `rows` as one of units does.
bool stands_above(const CsvSample& row, std::span<const CsvSample> rows, std::size_t width,
                  const CsvOptions& options) {
  const std::vector<std::string>& units = row.fields;
  if (units.size() != width || std::ranges::any_of(units, is_number_somehow)) return false;
  bool any = false;
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (units[i].empty()) continue;
    if (is_like_data(units[i], rows, i, options)) return false;
    // A unit is said of numbers; over texts there is nothing, or a word of its own.
    if (!are_numbers(rows, i, options)) {
      if (occurs_below(rows, i, units[i])) return false;
    } else {
      any = any || !is_marked_missing(units[i], options);
    }
  }
  return any;
}

bool holds_formats(const CsvSample& row) {
  const auto is_format = [](const std::string& text) {
    const std::size_t digits = count_digits(text);
    return digits > 0 && digits + 1 == text.size() &&
           std::string_view("snd").find(small_letter(text.back())) != std::string_view::npos;
  };
  return row.fields.size() > 1 && std::ranges::all_of(row.fields, is_format);
}

}  // namespace

bool begin_with_formats(std::span<const CsvSample> rows, std::size_t width) {
  return rows.size() > 1 && rows[0].fields.size() == width && holds_formats(rows[0]) &&
         !holds_formats(rows[1]);
}

Note units_note(std::span<const CsvSample> rows, const std::string& source,
                const std::string& text) {
  const auto told = [&](const std::string& what) {
    return Note{"", fmt::format("{}:{}: {} and passed over", source, rows[0].line, what),
                NoteKind::lines_skipped};
  };
  if (holds_formats(rows[0])) {
    return told(fmt::format("this line holds widths and types of columns ({}), as in RDB files,",
                            shown(text)));
  }
  if (rows.size() > 1) {
    return told(
        fmt::format("{} lines hold no numbers over columns of numbers ({}), so they are "
                    "taken for more of the header",
                    rows.size(), shown(text)));
  }
  Note note =
      told(fmt::format("this line holds no numbers over columns of numbers ({}), so it is "
                       "taken for a second header or one of units",
                       shown(text)));
  note.text += fmt::format("; if it holds the names: {}",
                           setting("skip_rows", fmt::format("{}", rows[0].line - 1)));
  return note;
}

std::size_t count_units_rows(std::span<const CsvSample> rows, const CsvHead& head,
                             const CsvOptions& options) {
  constexpr std::size_t kMaxUnitsRows = 3;
  const std::size_t width = head.names.size() + (head.row_names ? 1 : 0);
  if (head.header.empty()) return 0;
  if (begin_with_formats(rows, width)) return 1;
  for (std::size_t count = std::min(kMaxUnitsRows, rows.size()); count > 0; --count) {
    const auto below = rows.subspan(count);
    const bool above =
        below.size() > 1 && std::ranges::all_of(rows.first(count), [&](const auto& row) {
          return stands_above(row, below, width, options);
        });
    if (above) return count;
  }
  return 0;
}

}  // namespace ganglion::data
