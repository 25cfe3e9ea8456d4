#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ganglion/data/note.h"
#include "ganglion/data/samples.h"
#include "ganglion/data/table_format.h"
#include "ganglion/data/text/dates.h"
#include "ganglion/data/text/number_format.h"

namespace ganglion::data {

/// How a column becomes features. Columns of a table are numbers or categories; the others say more
/// about what the texts of a category mean (see ColumnType).
enum class ColumnKind : std::uint8_t { number, category, boolean, date, text };

/// One named column of a table: numbers, or codes into a dictionary of texts.
struct Column {
  std::string name;
  ColumnKind kind = ColumnKind::number;

  /// number: one value a row, NaN where it is missing.
  std::vector<double> numbers = {};
  /// number: how values were written where that is not the shortest way ("3.0", "007"): sorted by
  /// value, the first spelling seen of each; empty when there were more than 64 such values.
  std::vector<std::pair<double, std::string>> spellings = {};
  /// How its numbers are written; of a category, how those among its texts are.
  NumberFormat format = {};
  /// category: how its dates are written, where the file says it.
  std::optional<DateOrder> date_order = {};
  /// A whole number with too many digits for a double, as it was written, if there is one.
  std::string rounded = {};
  /// A text that is read as a missing value though nobody declared it as one, if there is one.
  std::string undeclared = {};

  /// category: one index into `names` a row, -1 where it is missing.
  std::vector<std::int32_t> codes = {};
  /// category: the texts, sorted by bytes. After Table::rows some may occur in no row.
  std::vector<std::string> names = {};

  std::int64_t rows() const {
    return static_cast<std::int64_t>(kind == ColumnKind::number ? numbers.size() : codes.size());
  }
  bool is_missing(std::int64_t row) const;
  /// The value as text, a number as it was written if that is known; empty where missing.
  std::string text(std::int64_t row) const;
  /// A number of this column as it was written, else as short as it can be.
  std::string text_of(double value) const;
};

/// Named columns of equal length. A value; not synchronised.
class Table {
 public:
  Table() = default;
  /// `source` (a path) starts error messages; `lines` says where each row starts in it, and may be
  /// empty. Throws Error for columns of unequal length and for a name that occurs twice.
  Table(std::string source, std::vector<Column> columns, std::vector<std::int64_t> lines = {});

  std::int64_t rows() const { return rows_; }
  /// The given rows in that order. Throws Error for an index out of range.
  Table rows(std::span<const std::int64_t> indices) const;

  /// The same columns, with an image or signal in each row besides: those are what a model learns
  /// from then, and the columns tell what they are. Throws Error when they differ in rows.
  Table with_samples(Samples samples) const;
  /// The same rows with other columns, and the samples that it has.
  Table with_columns(std::vector<Column> columns) const;
  /// Empty for most tables.
  const Samples& samples() const { return samples_; }

  const std::string& source() const { return source_; }
  /// What a user should know of how it was read: lines that were passed over, marks in numbers.
  const std::vector<Note>& notes() const { return notes_; }
  void add_notes(std::vector<Note> notes);
  /// How it is written, if it is a table of text.
  const TableFormat& format() const { return format_; }
  void set_format(TableFormat format) { format_ = std::move(format); }
  const std::vector<Column>& columns() const { return columns_; }
  std::vector<std::string> names() const;
  /// nullptr when there is no such column.
  const Column* find(std::string_view name) const;
  /// Throws Error naming the nearest column when there is no such column.
  const Column& column(std::string_view name) const;
  /// The name of a column that is named, or counted: "#3" is the third, "#-1" the last (a column
  /// that is called so goes first). Throws Error when there is none.
  std::string column_name(std::string_view text) const;
  /// "file:line" of a row, the file of an image, or where lines are not known "row 3" (from 1) of
  /// the source, also when these are only some of its rows.
  std::string place(std::int64_t row) const;

 private:
  std::int64_t number_of(std::int64_t row) const;

  std::string source_ = "table";
  std::vector<Column> columns_;
  std::vector<std::int64_t> lines_;
  std::vector<std::int64_t> numbers_;  // in the source, without lines; empty: 1, 2, 3, …
  std::vector<Note> notes_;
  TableFormat format_;
  Samples samples_;
  std::int64_t rows_ = 0;
  std::unordered_map<std::string, std::size_t> place_of_;  // of each column, by its name
};

}  // namespace ganglion::data
