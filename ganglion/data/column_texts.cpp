#include "ganglion/data/column_texts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/text/answers.h"
#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/dates.h"
#include "ganglion/data/text/number_format_words.h"
#include "ganglion/data/text/number_survey.h"

namespace ganglion::data {
namespace {

/// Texts with more different numbers than this among them are numbers with slips, no categories.
constexpr std::size_t kFewNumbers = 20;
constexpr std::size_t kShownSlips = 3;

bool all_dates(const std::vector<std::string_view>& texts) {
  return !texts.empty() && order_of_dates(texts).has_value();
}

bool all_answers(const std::vector<std::string_view>& texts) {
  return texts.size() > 1 && std::ranges::all_of(texts, [](std::string_view text) {
           return yes_or_no(text).has_value();
         });
}

/// Whether whole numbers beyond those that a double can tell apart are the same double.
bool any_confused(std::vector<double> numbers) {
  constexpr double kExact = 9007199254740992;  // 2^53
  std::erase_if(numbers, [](double value) { return !(std::abs(value) >= kExact); });
  std::erase_if(numbers, [](double value) { return std::isinf(value); });
  std::ranges::sort(numbers);
  return std::ranges::adjacent_find(numbers) != numbers.end();
}

/// "007": a number would be written without the zeros.
bool has_needless_zeros(const std::string& text) {
  return text.size() > 1 && text[0] == '0' && is_digit(text[1]);
}

/// Letters, then a number: "PC 17599".
bool is_letters_and_number(const std::string& text) {
  const char first = text.empty() ? ' ' : text[0];
  const bool letter = (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z');
  return letter && std::ranges::any_of(text, is_digit);
}

/// How many rows hold numbers and how many hold others, and where the first others are.
struct Slips {
  std::size_t numbers = 0;
  std::size_t different_numbers = 0;
  std::size_t others = 0;
  std::size_t different_others = 0;
  std::size_t codes = 0;                ///< of those, texts of letters with a number
  std::vector<std::int64_t> rows = {};  ///< of the first others that differ
};

Slips count_slips(const Column& column, const NumberFormat& format) {
  Slips slips;
  std::vector<bool> number(column.names.size());
  std::vector<bool> seen(column.names.size());
  for (std::size_t i = 0; i < number.size(); ++i) {
    double value = 0;
    number[i] = parse_number(column.names[i], format, value);
  }
  for (std::size_t row = 0; row < column.codes.size(); ++row) {
    if (column.codes[row] < 0) continue;
    const auto code = static_cast<std::size_t>(column.codes[row]);
    ++(number[code] ? slips.numbers : slips.others);
    if (seen[code]) continue;
    seen[code] = true;
    ++(number[code] ? slips.different_numbers : slips.different_others);
    if (number[code]) continue;
    slips.codes += is_letters_and_number(column.names[code]) ? 1 : 0;
    if (slips.rows.size() < kShownSlips) slips.rows.push_back(static_cast<std::int64_t>(row));
  }
  return slips;
}

[[noreturn]] void refuse_these(const Table& table, const Column& column, const Slips& slips,
                               const NumberFormat& format) {
  std::string more;
  for (std::size_t i = 1; i < slips.rows.size(); ++i) {
    more += fmt::format("{}{} ({})", more.empty() ? "" : ", ", shown(column.text(slips.rows[i])),
                        table.place(slips.rows[i]));
  }
  if (slips.others > 1) {
    more = fmt::format(" (nor {} {} other{}{})", slips.others == 2 ? "is" : "are", slips.others - 1,
                       slips.others == 2 ? "" : "s", more.empty() ? "" : ", such as " + more);
  }
  const std::string first = column.text(slips.rows.front());
  const std::string as_category = column.name + "=category";
  throw Error(
      fmt::format(
          "{}: column {}: {} is not a number{}, but {} of the column's {} values are{}; "
          "correct {}, or set what stands for a missing value: {}, or the column's type: {}",
          table.place(slips.rows.front()), shown(column.name), shown(first), more, slips.numbers,
          slips.numbers + slips.others,
          format.plain() ? std::string() : fmt::format(" ({})", format.to_string()),
          slips.others == 1 ? "it" : "them", setting("missing", first),
          setting("columns", as_category)),
      {.setting = "columns", .value = as_category});
}

}  // namespace

TextFindings find_in_texts(const std::vector<std::string>& names, const TextHints& hints,
                           const std::optional<ColumnReading>& reading) {
  TextFindings findings;
  if (reading && reading->kind == ColumnReading::Kind::text) return findings;
  std::vector<std::string_view> texts;
  std::vector<bool> missing(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    missing[i] = std::ranges::find(hints.missing_among_numbers, names[i]) !=
                 hints.missing_among_numbers.end();
    if (!missing[i]) texts.push_back(names[i]);
  }
  const bool some = texts.size() < names.size();
  NumberSurvey survey = survey_numbers(texts, hints.decimal, hints.commas);
  findings.format = reading ? reading->format : survey.format;
  if (survey.numbers == 0 && !reading) findings.format = {};
  const bool marked = reading && reading->kind == ColumnReading::Kind::marked;
  const bool clear =
      !marked && (reading || (survey.ambiguous.empty() && survey.format.unit.empty()));
  std::vector<double> numbers(names.size(), std::numeric_limits<double>::quiet_NaN());
  bool all = clear && !texts.empty();
  for (std::size_t i = 0; i < names.size() && all; ++i) {
    all = missing[i] || parse_number(names[i], findings.format, numbers[i]);
  }
  const auto rounded = std::ranges::find_if(names, is_rounded_integer);
  if (rounded != names.end()) findings.rounded = *rounded;
  const bool apart = findings.rounded.empty() || reading || !any_confused(numbers);
  if (all && apart) findings.numbers = std::move(numbers);
  if (some && (all || reading.has_value() || all_dates(texts) || all_answers(texts))) {
    findings.missing = std::move(missing);
  }
  return findings;
}

void settle_texts(Column& column, const TextHints& hints,
                  const std::optional<ColumnReading>& reading) {
  if (column.kind == ColumnKind::number) return;
  TextFindings findings = find_in_texts(column.names, hints, reading);
  column.format = findings.format;
  column.rounded = findings.rounded;
  if (!findings.numbers.empty()) {
    column.kind = ColumnKind::number;
    for (const std::int32_t code : column.codes) {
      column.numbers.push_back(code < 0 ? std::numeric_limits<double>::quiet_NaN()
                                        : findings.numbers[static_cast<std::size_t>(code)]);
    }
    column.codes = {};
    column.names = {};
  } else if (!findings.missing.empty()) {
    std::vector<std::string> names;
    std::vector<std::int32_t> place;
    for (std::size_t i = 0; i < column.names.size(); ++i) {
      place.push_back(findings.missing[i] ? -1 : static_cast<std::int32_t>(names.size()));
      if (!findings.missing[i]) names.push_back(std::move(column.names[i]));
    }
    for (std::int32_t& code : column.codes) {
      if (code >= 0) code = place[static_cast<std::size_t>(code)];
    }
    column.names = std::move(names);
  }
}

void refuse_slips(const Table& table, const Column& column) {
  if (column.kind == ColumnKind::number || column.names.empty()) return;
  std::vector<std::string_view> texts(column.names.begin(), column.names.end());
  const NumberSurvey survey =
      survey_numbers(texts, column.format.decimal == ',' ? ',' : '\0', false);
  const NumberFormat& format = column.format.plain() ? survey.format : column.format;
  const Slips slips = count_slips(column, format);
  const bool few =
      slips.different_numbers <= kFewNumbers && slips.different_numbers * 2 <= slips.numbers;
  if (few || slips.numbers == 0 || slips.others * 2 >= slips.numbers) return;
  // Numbers among codes ("17599" beside "PC 17599") are codes as well.
  if (std::ranges::any_of(column.names, has_needless_zeros)) return;
  constexpr std::size_t kFewCodes = 3;  // "l9" is a slip
  const bool codes = slips.codes >= kFewCodes && slips.codes * 2 >= slips.different_others;
  if (codes && slips.others * 20 >= slips.numbers) return;
  if (slips.others > 0) refuse_these(table, column, slips, format);
  if (!format.unit.empty()) {
    const std::string as_number = column.name + "=number " + words_of(format);
    throw Error(
        fmt::format("{}: column {}: the numbers have a unit, such as {}; if all are in {}: {}; "
                    "if they are categories: {}",
                    table.source(), shown(column.name), shown(column.names.front()),
                    shown(format.unit), setting("columns", as_number),
                    setting("columns", column.name + "=category")),
        {.setting = "columns", .value = as_number});
  }
  if (survey.ambiguous.empty()) return;
  throw Error(
      fmt::format("{}: column {}: the comma of {} may be a decimal mark or separate thousands, "
                  "and nothing tells which; say so: `decimal = ,` or `decimal = .`",
                  table.source(), shown(column.name), shown(survey.ambiguous)),
      {.setting = "decimal"});
}

ColumnReadings readings_of(const Table& table) {
  ColumnReadings readings;
  for (const Column& column : table.columns()) {
    using Kind = ColumnReading::Kind;
    const bool number = column.kind == ColumnKind::number;
    const std::vector<std::string_view> texts(column.names.begin(), column.names.end());
    const bool marked = !number && (all_dates(texts) || all_answers(texts));
    readings[column.name] = {.kind = number   ? Kind::number
                                     : marked ? Kind::marked
                                              : Kind::text,
                             .format = number ? column.format : NumberFormat{}};
  }
  return readings;
}

std::vector<Note> notes_on_numbers(const std::vector<Column>& columns,
                                   const ColumnReadings& known) {
  constexpr std::size_t kNamed = 4;
  std::map<std::string, std::vector<std::string>> written;
  std::vector<Note> notes;
  for (const Column& column : columns) {
    if (known.contains(column.name)) continue;
    const bool numbers = column.kind == ColumnKind::number;
    if (numbers && !column.format.plain()) {
      written[column.format.to_string()].push_back(column.name);
    }
    if (column.rounded.empty()) continue;
    notes.push_back(
        {column.name,
         numbers
             ? fmt::format("whole numbers such as {} are rounded to 16 digits; if they are "
                           "codes: {}",
                           column.rounded, setting("columns", column.name + "=category"))
             : fmt::format("numbers such as {} are too long to be told apart, so they are read as "
                           "categories; if they are quantities: {}",
                           column.rounded, setting("columns", column.name + "=number"))});
  }
  for (const auto& [format, names] : written) {
    std::string list;
    for (std::size_t i = 0; i < std::min(names.size(), kNamed); ++i) {
      list += (i == 0 ? "" : ", ") + shown(names[i]);
    }
    if (names.size() > kNamed) list += fmt::format(" and {} more", names.size() - kNamed);
    notes.push_back({"", fmt::format("{} {}: numbers with {}",
                                     names.size() == 1 ? "column" : "columns", list, format)});
  }
  return notes;
}

}  // namespace ganglion::data
