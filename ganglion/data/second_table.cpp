#include "ganglion/data/second_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/data/text/number_survey.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::int64_t kRowsAbove = 5;

bool is_number_at(const Column& column, std::int64_t row) {
  if (column.is_missing(row)) return false;
  return column.kind == ColumnKind::number || is_number_somehow(column.text(row));
}

/// Columns with a number in the first row and in the one above.
std::vector<const Column*> numbers_above(std::span<const Column> columns, std::int64_t row) {
  std::vector<const Column*> found;
  for (const Column& column : columns) {
    if (is_number_at(column, 0) && is_number_at(column, row - 1)) found.push_back(&column);
  }
  return found;
}

/// The first text in a column of numbers; empty if a number is there, or nothing but missing
/// values.
std::string text_instead(const std::vector<const Column*>& numbers, std::int64_t row) {
  std::string text;
  for (const Column* column : numbers) {
    if (is_number_at(*column, row)) return {};
    if (text.empty() && !column->is_missing(row)) text = column->text(row);
  }
  return text;
}

/// The text that shows that something else begins with a row; empty if it is a row as others.
std::string other_beginning(std::span<const Column> columns, std::int64_t row, std::int64_t rows) {
  const std::vector<const Column*> numbers = numbers_above(columns, row);
  std::string text = text_instead(numbers, row);
  for (std::int64_t other = row + 1; numbers.size() == 1 && other < rows; ++other) {
    if (is_number_at(*numbers[0], other)) return {};
  }
  return text;
}

bool is_below_blank(std::span<const std::int64_t> lines, std::int64_t row) {
  const auto at = static_cast<std::size_t>(row);
  return lines[at] != lines[at - 1] + 1;
}

}  // namespace

bool has_blank_lines(std::span<const std::int64_t> lines) {
  for (std::int64_t row = kRowsAbove; row < std::ssize(lines); ++row) {
    if (is_below_blank(lines, row)) return true;
  }
  return false;
}

void refuse_second_table(std::span<const Column> columns, std::span<const std::int64_t> lines,
                         const std::string& source) {
  const auto rows = static_cast<std::int64_t>(lines.size());
  if (rows > kMostRowsBeforeSecondTable) return;
  const bool texts = std::ranges::any_of(
      columns, [](const Column& column) { return column.kind != ColumnKind::number; });
  for (std::int64_t row = kRowsAbove; row < rows && texts; ++row) {
    if (!is_below_blank(lines, row)) continue;
    const std::string text = other_beginning(columns, row, rows);
    if (text.empty()) continue;
    throw Error(fmt::format(
        "{}:{}: behind the blank line above, this line ({}) has no number in any column that holds "
        "numbers before it, so another table, a legend or a remark seems to begin here; delete it "
        "from here on, or put it into a file of its own; if it is a row: delete the blank line",
        source, lines[static_cast<std::size_t>(row)], shown(text)));
  }
}

bool holds_names(const Table& table, std::int64_t row) {
  if (row < kRowsAbove) return false;
  const std::vector<const Column*> numbers = numbers_above(table.columns(), row);
  return numbers.size() > 1 && std::ranges::all_of(numbers, [&](const Column* column) {
           return !column->is_missing(row) && !is_number_at(*column, row);
         });
}

}  // namespace ganglion::data
