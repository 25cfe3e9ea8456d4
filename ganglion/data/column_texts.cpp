#include "ganglion/data/column_texts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "ganglion/core/setting.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/column_numbers.h"
#include "ganglion/data/text/answers.h"
#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/dates.h"
#include "ganglion/data/text/number_survey.h"
#include "ganglion/data/text/text.h"
#include "ganglion/data/text/version_marks.h"

namespace ganglion::data {
namespace {

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

/// A number written as codes are, "007", if there is one; "07" may be an hour or a month.
std::string code_among(const Column& column) {
  for (const auto& [value, text] : column.spellings) {
    if (text.size() > 2 && text[0] == '0' && std::ranges::all_of(text, is_digit)) return text;
  }
  return "";
}

/// A number written as "02.30", as times and days are, too, if there is one.
std::string padded_among(const Column& column) {
  for (const auto& [value, text] : column.spellings) {
    if (text.size() < 2 || text[0] != '0' || !is_digit(text[1])) continue;
    if (std::ranges::count(text, '.') == 1 && text.find_first_not_of("0123456789.") == text.npos)
      return text;
  }
  return "";
}

/// A whole number written as "8E2", which codes are, too, if there is one.
std::string exponent_among(const Column& column) {
  for (const auto& [value, text] : column.spellings) {
    const std::size_t mark = text.find_first_of("eE");
    if (mark == std::string::npos || mark == 0 || mark + 1 == text.size()) continue;
    const std::string digits = text.substr(0, mark) + text.substr(mark + 1);
    if (std::ranges::all_of(digits, is_digit)) return text;
  }
  return "";
}

/// The longest of a column of versions, of which some look like numbers.
std::string version_among(const Column& column) {
  double value = 0;
  const std::vector<std::string_view> texts(column.names.begin(), column.names.end());
  const bool number =
      std::ranges::any_of(texts, [&](auto text) { return parse_number(text, value); });
  if (!number || !are_versions(texts)) return "";
  return *std::ranges::max_element(
      column.names, {}, [](const std::string& text) { return std::ranges::count(text, '.'); });
}

/// Those that a plain number has beside its shortest one, as Column::spellings has them.
std::vector<std::pair<double, std::string>> spellings_of(const std::vector<std::string>& names,
                                                         const std::vector<double>& numbers) {
  constexpr std::size_t kMost = 64;
  std::map<double, std::string> found;
  for (std::size_t i = 0; i < names.size(); ++i) {
    double plain = 0;
    const bool same = parse_number(names[i], plain) && plain == numbers[i];
    if (same && names[i] != number_text(plain)) found.try_emplace(plain, names[i]);
    if (found.size() > kMost) return {};
  }
  return {found.begin(), found.end()};
}

}  // namespace

TextFindings find_in_texts(const std::vector<std::string>& names, const TextHints& hints,
                           const std::optional<ColumnReading>& reading) {
  TextFindings findings;
  if (reading && reading->kind == ColumnReading::Kind::text) return findings;
  std::vector<std::string_view> texts;
  std::vector<bool> missing(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    missing[i] = is_any_of(names[i], hints.missing_among_numbers);
    if (!missing[i]) texts.push_back(names[i]);
  }
  const bool some = texts.size() < names.size();
  bool clear = true;
  if (reading) {
    findings.format = reading->format;
    clear = reading->kind == ColumnReading::Kind::number;
  } else {
    const NumberSurvey survey = survey_numbers(texts, hints.decimal, hints.commas);
    if (survey.numbers > 0) findings.format = survey.format;
    clear = survey.ambiguous.empty() && survey.format.unit.empty();
  }
  std::vector<double> numbers(names.size(), std::numeric_limits<double>::quiet_NaN());
  bool all = clear && !texts.empty();
  for (std::size_t i = 0; i < names.size() && all; ++i) {
    all = missing[i] || parse_number(names[i], findings.format, numbers[i]);
  }
  const auto rounded = std::ranges::find_if(names, is_rounded_integer);
  if (rounded != names.end()) findings.rounded = *rounded;
  const bool apart = findings.rounded.empty() || reading || !any_confused(numbers);
  if (all && apart) {
    findings.spellings = spellings_of(names, numbers);
    findings.numbers = std::move(numbers);
  }
  if (some && (all || reading.has_value() || all_dates(texts) || all_answers(texts))) {
    const auto undeclared = std::ranges::find_if(names, [&](const std::string& name) {
      return is_any_of(name, hints.missing_among_numbers) &&
             !is_any_of(name, hints.declared_missing);
    });
    if (undeclared != names.end()) findings.undeclared = *undeclared;
    findings.missing = std::move(missing);
  }
  return findings;
}

std::vector<std::int32_t> take_out_missing(std::vector<std::string>& names,
                                           const std::vector<bool>& missing) {
  std::vector<std::string> kept;
  std::vector<std::int32_t> place;
  for (std::size_t i = 0; i < names.size(); ++i) {
    place.push_back(missing[i] ? -1 : static_cast<std::int32_t>(kept.size()));
    if (!missing[i]) kept.push_back(std::move(names[i]));
  }
  names = std::move(kept);
  return place;
}

void look_up_numbers(const std::vector<double>& numbers, Column& column) {
  column.numbers.reserve(column.codes.size());
  for (const std::int32_t code : column.codes) {
    column.numbers.push_back(code < 0 ? std::numeric_limits<double>::quiet_NaN()
                                      : numbers[static_cast<std::size_t>(code)]);
  }
  column.codes = {};
}

void settle_texts(Column& column, const TextHints& hints,
                  const std::optional<ColumnReading>& reading) {
  if (column.kind == ColumnKind::number) return;
  TextFindings findings = find_in_texts(column.names, hints, reading);
  column.format = findings.format;
  column.rounded = findings.rounded;
  if (column.undeclared.empty()) column.undeclared = findings.undeclared;
  if (!findings.numbers.empty()) {
    column.kind = ColumnKind::number;
    column.spellings = std::move(findings.spellings);
    look_up_numbers(findings.numbers, column);
    column.names = {};
  } else if (!findings.missing.empty()) {
    const std::vector<std::int32_t> place = take_out_missing(column.names, findings.missing);
    for (std::int32_t& code : column.codes) {
      if (code >= 0) code = place[static_cast<std::size_t>(code)];
    }
  }
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

namespace {

/// Numbers that may be codes, times or versions by the way they are written.
void add_notes_on_spellings(const Column& column, std::vector<Note>& notes) {
  const std::string as_category = setting("columns", column.name + "=category");
  const auto add = [&](std::string text) { notes.push_back({column.name, std::move(text)}); };
  if (const std::string code = code_among(column); !code.empty()) {
    add(fmt::format("whole numbers such as {} are read without their zeros; if they are codes: {}",
                    code, as_category));
  }
  if (const std::string text = padded_among(column); !text.empty()) {
    add(
        fmt::format("numbers such as {} are read without the zero in front; if they are times, "
                    "write them with a colon, if they are codes: {}",
                    text, as_category));
  }
  if (const std::string text = exponent_among(column); !text.empty()) {
    add(fmt::format("texts such as {} are read as numbers with an exponent; if they are codes: {}",
                    text, as_category));
  }
  if (const std::string text = version_among(column); !text.empty()) {
    add(fmt::format("texts such as {} are versions, no numbers, so all are read as categories",
                    shown(text)));
  }
}

Note rounded_note(const Column& column) {
  if (column.kind == ColumnKind::number) {
    return {column.name,
            fmt::format("whole numbers such as {} are rounded to 16 digits; if they are codes: {}",
                        column.rounded, setting("columns", column.name + "=category")),
            NoteKind::number_rounded};
  }
  return {column.name,
          fmt::format("numbers such as {} are too long to be told apart, so they are read as "
                      "categories; if they are quantities: {}",
                      column.rounded, setting("columns", column.name + "=number"))};
}

}  // namespace

std::string written_format(const Column& column) {
  NumberFormat besides = column.format;
  besides.decimal = '.';
  const bool whole = column.kind == ColumnKind::number && !column.numbers.empty() &&
                     !has_fractions(column.numbers);
  return (whole ? besides : column.format).to_string();
}

std::vector<Note> notes_on_numbers(const std::vector<Column>& columns,
                                   const ColumnReadings& known) {
  constexpr std::size_t kNamed = 4;
  std::map<std::string, std::vector<std::string>> written;
  std::vector<Note> notes;
  for (const Column& column : columns) {
    if (known.contains(column.name)) continue;
    const std::string format = written_format(column);
    if (column.kind == ColumnKind::number && !format.empty()) {
      written[format].push_back(column.name);
    }
    add_notes_on_spellings(column, notes);
    if (!column.rounded.empty()) notes.push_back(rounded_note(column));
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

std::vector<Note> notes_on_missing(const std::vector<Column>& columns) {
  std::vector<Note> notes;
  for (const Column& column : columns) {
    if (column.undeclared.empty()) continue;
    notes.push_back({column.name,
                     fmt::format("{} is read as a missing value", shown(column.undeclared)),
                     NoteKind::text_missing});
  }
  return notes;
}

}  // namespace ganglion::data
