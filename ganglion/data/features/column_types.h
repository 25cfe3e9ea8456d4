#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/data/column_source.h"
#include "ganglion/data/table.h"
#include "ganglion/data/text/dates.h"

namespace ganglion::data {

/// What the values of a column mean, which decides what features it becomes.
enum class ColumnType : std::uint8_t {
  number,          ///< a measure, bent by a logarithm when its values ask for it (skewness_for_log)
  linear,          ///< a measure that is not bent
  log,             ///< a measure of which ratios count; see TransformKind
  robust,          ///< a measure with a few values far off; see TransformKind
  category,        ///< one of some kinds
  boolean,         ///< yes or no
  date,            ///< a day, perhaps with a time
  date_day_first,  ///< the same, written as 31/12/2020
  date_month_first,  ///< … as 12/31/2020
  date_year_first,   ///< … as 20/12/31
  date_no_year,      ///< … as Jun-01 for 1 June
  text,              ///< words to be read as such
  identifier,        ///< names a row; excluded
  label,             ///< a label beside the target, which it gives away (see label_parts); excluded
  ignore,            ///< excluded
};

/// "number", "category", …
std::string_view name_of(ColumnType type);
/// Throws Error listing the names for another word.
ColumnType column_type_named(std::string_view word);

/// Whether a word is the name of a type.
bool is_column_type(std::string_view word);

/// What is known of columns, by their names.
using ColumnTypes = std::map<std::string, ColumnType>;

/// The type of each column but the targets, from all rows; `given` takes precedence.
/// - Text is a boolean when all of it is yes and no (see yes_or_no), a date when all of it is (see
///   parse_date), and a category otherwise; but when it is another in more than half of the rows
///   (and in more than 20), it is text if it shares words, else an identifier. Texts of 8 words or
///   fewer (on average) are names, and so an identifier, in a table of fewer than 1,000 rows that
///   has other columns to learn from.
/// - Integers that number rows (see names_rows) are an identifier. Other numbers are numbers.
/// Throws Error as refuse_slips does for columns whose type isn't given, and for a given column
/// that isn't there.
ColumnTypes find_types(const Table& table, std::span<const std::string> targets,
                       const ColumnTypes& given = {});
/// The same with one column in memory at a time.
ColumnTypes find_types(ColumnSource& source, std::span<const std::string> targets,
                       const ColumnTypes& given = {});

/// The order in which all dates of a column can be read (see order_of_dates), or nothing.
std::optional<DateOrder> date_order(const Column& column);

/// The words of a text: runs of letters and digits, small; bytes beyond ASCII count as letters.
std::vector<std::string> words_of(std::string_view text);
/// Their mean number in the different texts of a column.
double words_a_text(const Column& column);
/// Whether the texts of a column are short enough to be names: 8 words on average, or fewer.
bool is_name(const Column& column);

}  // namespace ganglion::data
