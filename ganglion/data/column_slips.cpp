#include "ganglion/data/column_slips.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/quantities/number_mark.h"
#include "ganglion/data/second_table.h"
#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/dates.h"
#include "ganglion/data/text/number_format_words.h"
#include "ganglion/data/text/number_survey.h"
#include "ganglion/data/text/period.h"
#include "ganglion/data/text/text.h"
#include "ganglion/data/text/version_marks.h"

namespace ganglion::data {
namespace {

/// Texts with more different numbers than this among them are numbers with slips, no categories.
constexpr std::size_t kFewNumbers = 20;
constexpr std::size_t kShownSlips = 3;

/// "007": a number would be written without the zeros; but "03-May" is no code.
bool has_needless_zeros(const std::string& text) {
  return text.size() > 1 && text[0] == '0' && std::ranges::all_of(text, is_digit);
}

/// Letters, then a number: "PC 17599".
bool is_letters_and_number(const std::string& text) {
  return !text.empty() && is_letter(text[0]) && std::ranges::any_of(text, is_digit);
}

/// The order in which most texts are dates.
DateOrder usual_order(const std::vector<std::string>& texts) {
  const auto dates = [&](DateOrder order) {
    return std::ranges::count_if(
        texts, [&](const std::string& text) { return parse_date(text, order).has_value(); });
  };
  return std::ranges::max(
      std::array{DateOrder::day_first, DateOrder::month_first, DateOrder::year_first}, {}, dates);
}

/// How many rows hold numbers or dates and how many hold others, and where the first others are.
struct Slips {
  std::size_t values = 0;
  std::size_t different_values = 0;
  std::size_t others = 0;
  std::size_t different_others = 0;
  std::size_t alike = 0;  ///< rows of others that are numbers in another format, such as "€5"
  std::size_t different_alike = 0;
  std::size_t codes = 0;                ///< of those that differ, texts of letters with a number
  std::vector<std::int64_t> rows = {};  ///< of the first others that differ
};

/// Those of a column's texts that stand for a missing value among numbers and dates, such as "-".
std::vector<bool> texts_for_missing(const Column& column) {
  std::vector<bool> missing;
  for (const std::string& text : column.names) {
    missing.push_back(is_any_of(text, missing_among_numbers()));
  }
  return missing;
}

/// `is_value`: those of the column's texts that are what it should hold.
Slips count_slips(const Column& column, const std::vector<bool>& is_value) {
  Slips slips;
  const std::vector<bool> missing = texts_for_missing(column);
  std::vector<std::size_t> rows(column.names.size());
  for (std::size_t row = 0; row < column.codes.size(); ++row) {
    if (column.codes[row] < 0) continue;
    const auto code = static_cast<std::size_t>(column.codes[row]);
    if (missing[code]) continue;
    const bool is_new = rows[code]++ == 0;
    if (is_new && !is_value[code] && slips.rows.size() < kShownSlips) {
      slips.rows.push_back(static_cast<std::int64_t>(row));
    }
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t one = rows[i] > 0 ? 1 : 0;
    (is_value[i] ? slips.values : slips.others) += rows[i];
    (is_value[i] ? slips.different_values : slips.different_others) += one;
    if (is_value[i]) continue;
    if (is_number_somehow(column.names[i])) {
      slips.alike += rows[i];
      slips.different_alike += one;
    } else if (is_letters_and_number(column.names[i])) {
      slips.codes += one;
    }
  }
  return slips;
}

/// The first of the others stands in a line of words.
[[noreturn]] void refuse_names(const Table& table, const Column& column, std::int64_t row) {
  throw Error(fmt::format(
      "{}: column {}: {} is not a number, nor is any other field of this line in a column of "
      "numbers, so it seems to be the header of a second table; put that into a file of its own, "
      "or, if it is the same table once more, delete the line",
      table.place(row), shown(column.name), shown(column.text(row))));
}

[[noreturn]] void refuse_these(const Table& table, const Column& column, const Slips& slips,
                               std::string_view what, const std::string& how) {
  if (holds_names(table, slips.rows.front())) refuse_names(table, column, slips.rows.front());
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
          "{}: column {}: {} is not a {}{}, but {} of the column's {} values are{}; "
          "correct {}, or set what stands for a missing value: {}, or the column's type: {}",
          table.place(slips.rows.front()), shown(column.name), shown(first), what, more,
          slips.values, slips.values + slips.others,
          how.empty() ? std::string() : fmt::format(" ({})", how),
          slips.others == 1 ? "it" : "them", setting("missing", first),
          setting("columns", as_category)),
      {.setting = "columns", .value = as_category});
}

/// Numbers with a mark: below or above what could be measured, about, or of a footnote.
[[noreturn]] void refuse_marks(const Table& table, const Column& column, const Slips& slips,
                               std::string_view mark) {
  const std::string as_category = column.name + "=category";
  const std::string others =
      slips.others == 1 ? std::string() : fmt::format(" (and {} like it)", slips.others - 1);
  throw Error(
      fmt::format("{}: column {}: {}{} is a number with a mark ({}), but {} of the column's {} "
                  "values are numbers alone; write the number alone, and the mark, if it matters, "
                  "in a column of its own; or set the column's type: {}",
                  table.place(slips.rows.front()), shown(column.name),
                  shown(column.text(slips.rows.front())), others, shown(mark), slips.values,
                  slips.values + slips.others, setting("columns", as_category)),
      {.setting = "columns", .value = as_category});
}

/// The mark, if all that are no values are numbers with one.
std::string mark_of_others(const Column& column, const std::vector<bool>& is_value,
                           const NumberFormat& format) {
  std::string first;
  const std::vector<bool> missing = texts_for_missing(column);
  for (std::size_t i = 0; i < is_value.size(); ++i) {
    if (is_value[i] || missing[i]) continue;
    const std::string mark = mark_beside_number(column.names[i], format);
    if (mark.empty()) return {};
    if (first.empty()) first = mark;
  }
  return first;
}

/// Numbers that are written in different ways.
[[noreturn]] void refuse_unlike(const Table& table, const Column& column, const Slips& slips,
                                const NumberFormat& format) {
  const std::string as_category = column.name + "=category";
  throw Error(
      fmt::format("{}: column {}: {} ({} like it) is not written as the other {} numbers are ({}); "
                  "write all alike, or set the column's type: {}",
                  table.place(slips.rows.front()), shown(column.name),
                  shown(column.text(slips.rows.front())), slips.others, slips.values,
                  format.plain() ? "plainly" : format.to_string(), setting("columns", as_category)),
      {.setting = "columns", .value = as_category});
}

/// Numbers of which nobody knows what their mark means.
[[noreturn]] void refuse_ambiguous(const Table& table, const Column& column,
                                   const NumberSurvey& survey) {
  const bool comma = survey.ambiguous.find(',') != std::string::npos;
  throw Error(
      fmt::format("{}: column {}: the {} of {} may be a decimal mark or separate thousands, "
                  "and nothing tells which; say so: `decimal = ,` or `decimal = .`",
                  table.source(), shown(column.name), comma ? "comma" : "point",
                  shown(survey.ambiguous)),
      {.setting = "decimal"});
}

/// Texts of rows that are not looked at, since they have no target, made texts of numbers.
void refuse_unused(const Table& table, const Column& column, const std::vector<bool>& is_value,
                   std::string_view what) {
  const std::vector<bool> missing = texts_for_missing(column);
  std::size_t other = 0;
  while (other < is_value.size() && (is_value[other] || missing[other])) ++other;
  if (other == is_value.size()) return;
  const std::string& text = column.names[other];
  throw Error(
      fmt::format("{}: column {}: {}, in a row without a target, is not a {}, but all "
                  "values of other rows are; correct it, or set what stands for a missing "
                  "value: {}",
                  table.source(), shown(column.name), shown(text), what, setting("missing", text)),
      {.setting = "missing", .value = text});
}

void refuse_slips_in_dates(const Table& table, const Column& column) {
  const DateOrder order = usual_order(column.names);
  std::vector<bool> is_date;
  for (const std::string& text : column.names) {
    is_date.push_back(parse_date(text, order).has_value());
  }
  const Slips slips = count_slips(column, is_date);
  if (slips.values > 1 && slips.others == 0) refuse_unused(table, column, is_date, "date");
  const bool few =
      slips.different_values <= kFewNumbers && slips.different_values * 2 <= slips.values;
  if (few || slips.others == 0 || slips.others * 2 >= slips.values) return;
  // The order is to blame where the text is a date by another one.
  const std::string first = column.text(slips.rows.front());
  const bool by_order = parse_date(first, usual_order({first})).has_value();
  refuse_these(table, column, slips, "date", by_order ? std::string(name_of(order)) : "");
}

/// Excel writes days as numbers where a cell isn't formatted, or a date wasn't understood.
void refuse_numbers_among_dates(const Table& table, const Column& column) {
  constexpr double kFirstDay = 15000;  // 1941 and 2105, as Excel counts
  constexpr double kLastDay = 75000;
  const DateOrder order = usual_order(column.names);
  std::vector<bool> is_date;
  for (const std::string& text : column.names) {
    is_date.push_back(parse_date(text, order).has_value());
    double day = 0;
    const bool number = parse_number(text, day) && day >= kFirstDay && day <= kLastDay;
    if (!is_date.back() && !number) return;
  }
  const Slips slips = count_slips(column, is_date);
  if (slips.values == 0 || slips.others == 0) return;
  const std::string first = column.text(slips.rows.front());
  throw Error(
      fmt::format(
          "{}: column {}: {} is a number among dates ({} rows like it), as Excel counts days "
          "since 1899-12-30; write all as dates, or set the column's type: {}",
          table.place(slips.rows.front()), shown(column.name), shown(first), slips.others,
          setting("columns", column.name + "=category")),
      {.setting = "columns", .value = column.name + "=category"});
}

/// Whether what are no numbers are few rows, or a few words such as "not detected" in place of
/// numbers, however often.
bool are_slips(const Slips& slips) {
  const std::size_t rows = slips.others - slips.alike;
  const std::size_t words = slips.different_others - slips.different_alike;
  const bool few_rows = rows * 2 < slips.values + slips.alike;
  const bool few_words = slips.different_values > kFewNumbers &&
                         words * 10 <= slips.different_values + slips.different_alike;
  return slips.values > 0 && (few_rows || few_words);
}

/// Others among numbers, unless they are codes, as the numbers then are, too.
void refuse_unless_codes(const Table& table, const Column& column, const Slips& slips,
                         const std::vector<bool>& is_value, const NumberFormat& format) {
  const std::string mark = mark_of_others(column, is_value, format);
  if (!mark.empty()) refuse_marks(table, column, slips, mark);
  constexpr std::size_t kFewCodes = 3;  // "l9" is a slip
  const bool codes = slips.codes >= kFewCodes && slips.codes * 2 >= slips.different_others;
  if (codes && slips.others * 20 >= slips.values) return;
  if (slips.others == slips.alike) refuse_unlike(table, column, slips, format);
  refuse_these(table, column, slips, "number", format.to_string());
}

}  // namespace

std::optional<std::string> few_words_note(const Table& table, const Column& column) {
  constexpr std::size_t kRowsForOne = 20;
  if (column.kind == ColumnKind::number || column.names.empty()) return std::nullopt;
  const std::vector<std::string_view> texts(column.names.begin(), column.names.end());
  if (are_versions(texts) || std::ranges::any_of(column.names, has_needless_zeros))
    return std::nullopt;
  std::vector<bool> is_value;
  for (const std::string_view text : texts) {
    double value = 0;
    is_value.push_back(parse_number(text, column.format, value));
  }
  const Slips slips = count_slips(column, is_value);
  if (slips.others == 0 || slips.different_values < 2 || slips.others * kRowsForOne > slips.values)
    return std::nullopt;
  const std::string first = column.text(slips.rows.front());
  return fmt::format(
      "{} ({}) is no number, but {} of {} values are, so all are read as categories; correct it, "
      "or if it stands for a missing value: {}; if they are categories: {}",
      shown(first), table.place(slips.rows.front()), slips.values, slips.values + slips.others,
      setting("missing", first), setting("columns", column.name + "=category"));
}

void refuse_slips(const Table& table, const Column& column) {
  if (column.kind == ColumnKind::number || column.names.empty()) return;
  const std::vector<std::string_view> texts(column.names.begin(), column.names.end());
  if (column.date_order || order_of_dates(texts) || are_spans_of_years(texts)) return;
  if (are_versions(texts)) return;
  refuse_numbers_among_dates(table, column);
  refuse_slips_in_dates(table, column);
  const NumberSurvey survey = survey_numbers(texts, table.format().decimal, false);
  const NumberFormat& format = column.format.plain() ? survey.format : column.format;
  std::vector<bool> is_value;
  for (const std::string_view text : texts) {
    double value = 0;
    is_value.push_back(parse_number(text, format, value));
  }
  const Slips slips = count_slips(column, is_value);
  if (slips.others == 0 && !survey.ambiguous.empty()) refuse_ambiguous(table, column, survey);
  const std::size_t numbers = slips.values + slips.alike;
  const std::size_t different = slips.different_values + slips.different_alike;
  const bool few = different <= kFewNumbers && different * 2 <= numbers;
  if (few || !are_slips(slips)) return;
  // Numbers among codes ("17599" beside "PC 17599") are codes as well.
  if (std::ranges::any_of(column.names, has_needless_zeros)) return;
  if (slips.others > 0) return refuse_unless_codes(table, column, slips, is_value, format);
  refuse_unused(table, column, is_value, "number");
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
}

}  // namespace ganglion::data
