#include "ganglion/data/csv/titles.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/data/csv/csv_formats.h"
#include "ganglion/data/csv/header.h"
#include "ganglion/data/csv/rule_line.h"
#include "ganglion/data/text/dates.h"
#include "ganglion/data/text/number_survey.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kMostTitles = 20;
constexpr std::size_t kMaxUnitsRows = 3;

/// Behind a blank line a legend may repeat the names of columns.
std::vector<std::vector<std::string>> fields_in(std::span<const CsvSample> rows) {
  constexpr std::size_t kEnough = 6;
  std::vector<std::vector<std::string>> fields;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i >= kEnough && rows[i].line != rows[i - 1].lines_passed + 1) break;
    fields.push_back(rows[i].fields);
  }
  return fields;
}

bool is_value(const std::string& text) {
  return is_number_somehow(text) || parse_date(text, DateOrder::day_first).has_value() ||
         parse_date(text, DateOrder::month_first).has_value();
}

bool holds(const CsvSample& row, std::size_t column, const CsvOptions& options) {
  return column < row.fields.size() && !is_marked_missing(row.fields[column], options);
}

/// A different word in each field.
bool names_columns(const CsvSample& row, std::size_t width) {
  const std::set<std::string> different(row.fields.begin(), row.fields.end());
  return row.fields.size() == width && different.size() == width && filled_fields(row) == width &&
         std::ranges::none_of(row.fields, is_value);
}

/// All that a column holds from a row on are numbers or dates, two of them at least.
bool holds_values(std::span<const CsvSample> rows, std::size_t column, const CsvOptions& options) {
  std::size_t values = 0;
  for (const CsvSample& row : rows) {
    if (!holds(row, column, options)) continue;
    if (!is_value(row.fields[column])) return false;
    ++values;
  }
  return values > 1;
}

/// Whether a line of names stands over a column of numbers that begins below it, or below lines of
/// units.
bool stands_over_numbers(std::span<const CsvSample> rows, std::size_t names, std::size_t width,
                         const CsvOptions& options) {
  const auto begins_below = [&](std::size_t column) {
    for (std::size_t row = 0; row < names; ++row) {
      if (holds(rows[row], column, options) && is_value(rows[row].fields[column])) return false;
    }
    for (std::size_t first = names + 1; first <= names + 1 + kMaxUnitsRows; ++first) {
      if (first < rows.size() && holds_values(rows.subspan(first), column, options)) return true;
    }
    return false;
  };
  for (std::size_t column = 0; column < width; ++column) {
    if (begins_below(column)) return true;
  }
  return false;
}

/// Whether a row holds names of columns of which one holds numbers.
bool is_line_of_names(std::span<const CsvSample> rows, std::size_t row, std::size_t width,
                      const CsvOptions& options) {
  return names_columns(rows[row], width) && stands_over_numbers(rows, row, width, options);
}

/// Titles that their number of fields, or of those with something in them, tells.
std::size_t count_narrow(std::span<const CsvSample> rows, std::size_t width,
                         const CsvOptions& options) {
  const auto is_title = [&](const CsvSample& row) {
    const bool gaps = width > 2 && row.fields.size() == width && filled_fields(row) * 2 <= width;
    return row.fields.size() != width || gaps;
  };
  std::size_t titles = 0;
  while (titles < std::min(rows.size(), kMostTitles) && is_title(rows[titles])) ++titles;
  const bool followed = titles + 2 <= rows.size() && rows[titles].fields.size() == width &&
                        filled_fields(rows[titles]) * 2 > width;
  if (titles == 0 || !followed) return 0;
  // A header of another width than the rows, or with names missing, is no title.
  const auto is_header_perhaps = [&](const CsvSample& row) {
    return filled_fields(row) > 1 && (row.fields.size() == width || &row == &rows[titles - 1]);
  };
  const bool wider = std::ranges::any_of(
      rows.first(titles), [&](const CsvSample& row) { return row.fields.size() > width; });
  if (wider && !is_line_of_names(rows, titles, width, options)) return 0;
  const bool any = std::ranges::any_of(rows.first(titles), is_header_perhaps);
  return any && !begin_with_header(rows.subspan(titles), options) ? 0 : titles;
}

/// How many words a text has.
std::size_t count_words(const std::string& text) {
  std::size_t words = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    words += text[i] != ' ' && (i == 0 || text[i - 1] == ' ') ? 1 : 0;
  }
  return words;
}

/// A sentence that was cut at its commas or blanks: "Log,of,buoy", "Made by:,rig,2b".
bool is_cut_sentence(const CsvSample& row) {
  constexpr std::array<std::string_view, 20> kJoining = {
      "of", "the", "for", "by",  "and", "from", "to", "in", "at",  "with",
      "on", "von", "der", "die", "und", "de",   "la", "du", "des", "für"};
  constexpr std::size_t kWordsOfSentence = 5;
  return std::ranges::any_of(row.fields, [&](const std::string& text) {
    return std::ranges::find(kJoining, small_word(text)) != kJoining.end() || text.ends_with(':') ||
           count_words(text) >= kWordsOfSentence;
  });
}

/// Short words as names are, but no units in brackets.
bool are_short_names(const CsvSample& row) {
  constexpr std::size_t kWordsOfName = 3;
  return std::ranges::all_of(row.fields, [&](const std::string& text) {
    return count_words(text) <= kWordsOfName && text.find_first_of("[({?") == std::string::npos;
  });
}

/// What the names of columns above a line of units don't have.
bool are_titles(std::span<const CsvSample> rows, std::size_t width) {
  const CsvSample& first = rows[0];
  const auto values = static_cast<std::size_t>(std::ranges::count_if(first.fields, is_value));
  // Years over columns, such as "country,2019,2020".
  if (rows.size() == 1 && values * 2 >= width) return false;
  const auto has_values = [](const CsvSample& row) {
    return std::ranges::any_of(row.fields, is_value);
  };
  if (std::ranges::any_of(rows, has_values)) return true;
  std::set<std::string> different;
  for (std::size_t i = 0; i < first.fields.size(); ++i) {
    const std::string& text = first.fields[i];
    if (text.empty() ? i > 0 : !different.insert(text).second) return true;
  }
  return false;
}

std::size_t count_wide(std::span<const CsvSample> rows, std::size_t width,
                       const CsvOptions& options) {
  for (std::size_t i = 1; i <= kMostTitles && i + 2 < rows.size(); ++i) {
    if (!is_line_of_names(rows, i, width, options)) continue;
    const bool sentences = std::ranges::all_of(rows.first(i), is_cut_sentence) &&
                           are_short_names(rows[i]) && !is_cut_sentence(rows[i]);
    return sentences || are_titles(rows.first(i), width) ? i : 0;
  }
  return 0;
}

/// Lines above the first one with two known names or more. A row with numbers and the one known
/// name, below others as wide, is data: "0,y,24.03" below "id,variable,value".
std::size_t count_above_known(std::span<const CsvSample> rows, const CsvOptions& options) {
  const std::size_t least = std::min<std::size_t>(options.expected.size(), 2);
  bool wide = false;
  for (std::size_t i = 0; i < std::min(rows.size(), kMostTitles + 1); ++i) {
    const bool data = wide && std::ranges::any_of(rows[i].fields, is_value);
    if (!data && count_known_names(rows[i], options) >= least) return i;
    const std::size_t fields = rows[i].fields.size();
    wide = wide || (fields > 1 && filled_fields(rows[i]) == fields);
  }
  return 0;
}

}  // namespace

std::size_t filled_fields(const CsvSample& row) {
  return static_cast<std::size_t>(
      std::ranges::count_if(row.fields, [](const std::string& field) { return !field.empty(); }));
}

std::size_t count_known_names(const CsvSample& row, const CsvOptions& options) {
  std::size_t known = 0;
  std::size_t values = 0;
  for (const std::string& field : row.fields) {
    const bool expected = std::ranges::find(options.expected, field) != options.expected.end();
    known += expected ? 1 : 0;
    values += !expected && is_value(field) ? 1 : 0;
  }
  return known > values || known == options.expected.size() ? known : 0;
}

bool first_line_names_columns(std::string_view text, const std::string& source,
                              const CsvOptions& options) {
  if (options.expected.empty() || options.header_by_name) return false;
  const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  if (std::ranges::count(line, '"') % 2 != 0) return false;  // a title
  CsvScanner scanner(line, source, find_dialect(text, options.delimiter), line);
  std::vector<CsvField> fields;
  CsvSample row;
  scanner.next(fields);
  for (const CsvField& field : fields) row.fields.emplace_back(field.text);
  return count_known_names(row, options) >= std::min<std::size_t>(options.expected.size(), 2);
}

bool begin_with_header(std::span<const CsvSample> rows, const CsvOptions& options) {
  return first_row_is_header(fields_in(rows), options.missing);
}

bool begin_with_words(std::span<const CsvSample> rows, const CsvOptions& options) {
  return words_stand_over_numbers(fields_in(rows), options.missing);
}

std::size_t count_titles(std::span<const CsvSample> rows, std::size_t width,
                         const CsvOptions& options) {
  const std::size_t narrow = count_narrow(rows, width, options);
  if (options.header != Header::automatic || options.header_by_name) return narrow;
  if (!options.expected.empty()) {
    if (const std::size_t above = count_above_known(rows, options)) return above;
  }
  return narrow + count_wide(rows.subspan(narrow), width, options);
}

}  // namespace ganglion::data
