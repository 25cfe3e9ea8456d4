#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/data/column_reading.h"
#include "ganglion/data/table.h"

namespace ganglion::data {

/// What is known of a file before the texts of a column are looked at.
struct TextHints {
  char decimal = 0;     ///< its decimal mark, 0 where it isn't known
  bool commas = false;  ///< commas separate its fields
  std::vector<std::string> missing_among_numbers = {};  ///< as in CsvOptions
  std::vector<std::string> declared_missing = {};       ///< likewise
};

/// What the distinct texts of a column turn out to be.
struct TextFindings {
  /// One a text, NaN for a missing one; empty unless all are numbers.
  std::vector<double> numbers = {};
  /// Of these, as Column::spellings.
  std::vector<std::pair<double, std::string>> spellings = {};
  /// Whether a text stands for a missing value; empty if none does.
  std::vector<bool> missing = {};
  /// A whole number of too many digits for a double, if there is one. Where two of them are the
  /// same double, the texts are codes: `numbers` is empty.
  std::string rounded = {};
  /// As Column::undeclared.
  std::string undeclared = {};
  /// How those that are numbers are written.
  NumberFormat format = {};
};

/// Looks at them. `reading`: how the column is to be read, where that is known.
TextFindings find_in_texts(const std::vector<std::string>& names, const TextHints& hints,
                           const std::optional<ColumnReading>& reading);

/// Takes the texts out that stand for missing values; where each of the others is then, -1 for
/// those.
std::vector<std::int32_t> take_out_missing(std::vector<std::string>& names,
                                           const std::vector<bool>& missing);

/// Puts the numbers of a column's texts in place of its codes.
void look_up_numbers(const std::vector<double>& numbers, Column& column);

/// A column of texts as what its texts turn out to be.
void settle_texts(Column& column, const TextHints& hints,
                  const std::optional<ColumnReading>& reading);

/// The readings by which another file is to be read as this table was.
ColumnReadings readings_of(const Table& table);

/// How a column's numbers are written, where they show it: whole ones have no decimal comma.
std::string written_format(const Column& column);

/// Notes on how the numbers of columns are written, where that isn't as programs write them, and on
/// those that are too long; columns of `known` are left out.
std::vector<Note> notes_on_numbers(const std::vector<Column>& columns, const ColumnReadings& known);

/// Notes on the columns that have an `undeclared` text.
std::vector<Note> notes_on_missing(const std::vector<Column>& columns);

}  // namespace ganglion::data
