#include "ganglion/data/stored/stored_table.h"

#include <algorithm>
#include <iterator>

#include "ganglion/core/error.h"
#include "ganglion/data/column_texts.h"
#include "ganglion/data/second_table.h"

namespace ganglion::data {

std::int64_t StoredTable::rows_of(std::size_t part) const {
  const std::int64_t end = part + 1 < first_rows_.size() ? first_rows_[part + 1] : rows_;
  return end - first_rows_[part];
}

std::int64_t StoredTable::first_row(std::int64_t part) const {
  return first_rows_.at(static_cast<std::size_t>(part));
}

namespace {

/// Keeps the wanted of the values behind `from`; they belong to the rows from `row` on.
template <class T>
void keep_wanted(std::vector<T>& values, std::size_t from, std::int64_t row, std::int64_t rows,
                 const StoredTable::TakeRow& take) {
  std::size_t to = from;
  for (std::size_t i = from; i < values.size() && row < rows; ++i, ++row) {
    if (!take || take(row)) values[to++] = values[i];
  }
  values.resize(to);
}

}  // namespace

Column StoredTable::load(const StoredColumn& column, const TakeRow& take, std::int64_t rows) const {
  Column result = column.empty();
  // Room for all at once: a vector that grows takes up to thrice its size meanwhile.
  rows = std::min(rows, rows_);
  std::int64_t most = take ? 0 : rows;
  for (std::int64_t row = 0; take && row < rows; ++row) most += take(row) ? 1 : 0;
  const std::int64_t spare = first_rows_.empty() ? 0 : rows_of(0);
  const bool numbers = !column.coded();
  numbers ? result.numbers.reserve(static_cast<std::size_t>(most + spare))
          : result.codes.reserve(static_cast<std::size_t>(most + spare));
  for (std::size_t i = 0; i < first_rows_.size() && first_rows_[i] < rows; ++i) {
    if (numbers) {
      const std::size_t from = result.numbers.size();
      load_piece(file_, column.pieces[i], result.numbers);
      keep_wanted(result.numbers, from, first_rows_[i], rows, take);
    } else {
      const std::size_t from = result.codes.size();
      load_piece(file_, column.pieces[i], result.codes);
      keep_wanted(result.codes, from, first_rows_[i], rows, take);
      for (std::size_t k = from; k < result.codes.size(); ++k) {
        result.codes[k] = column.place_of(result.codes[k]);
      }
    }
  }
  if (!column.values.empty()) look_up_numbers(column.values, result);
  return result;
}

Column StoredTable::load_part(const StoredColumn& column, std::size_t part) const {
  Column result = column.empty();
  result.names = {};
  if (!column.coded()) {
    load_piece(file_, column.pieces[part], result.numbers);
    return result;
  }
  load_piece(file_, column.pieces[part], result.codes);
  for (std::int32_t& code : result.codes) code = column.place_of(code);
  if (!column.values.empty()) {
    look_up_numbers(column.values, result);
    return result;
  }
  std::vector<std::int32_t> used;
  std::ranges::copy_if(result.codes, std::back_inserter(used), [](auto code) { return code >= 0; });
  std::ranges::sort(used);
  used.erase(std::unique(used.begin(), used.end()), used.end());
  for (const std::int32_t code : used) {
    result.names.push_back(column.names[static_cast<std::size_t>(code)]);
  }
  for (std::int32_t& code : result.codes) {
    if (code < 0) continue;
    code = static_cast<std::int32_t>(std::ranges::lower_bound(used, code) - used.begin());
  }
  return result;
}

std::vector<std::int64_t> StoredTable::lines(std::size_t first_piece, std::size_t pieces,
                                             const TakeRow& take, std::int64_t rows) const {
  std::vector<std::int64_t> result;
  for (std::size_t i = first_piece; i < first_piece + pieces && first_rows_[i] < rows; ++i) {
    std::vector<double> values;
    load_piece(file_, lines_[i], values);
    keep_wanted(values, 0, first_rows_[i], rows, take);
    for (const double value : values) {
      result.push_back(lines_before_[i] + static_cast<std::int64_t>(value));
    }
  }
  return result;
}

const StoredColumn& StoredTable::stored(const std::string& name) const {
  header_.column(name);  // throws when there is none
  return *std::ranges::find(columns_, name, &StoredColumn::name);
}

Table StoredTable::columns(std::span<const std::string> names, const TakeRow& take,
                           std::int64_t rows, bool with_lines) const {
  std::vector<Column> result;
  for (const std::string& name : names) result.push_back(load(stored(name), take, rows));
  std::vector<std::int64_t> places;
  if (with_lines) places = lines(0, first_rows_.size(), take, rows);
  return Table(source_, std::move(result), std::move(places));
}

Table StoredTable::part(std::int64_t part, std::span<const std::string> names) const {
  const auto at = static_cast<std::size_t>(part);
  std::vector<Column> result;
  for (const std::string& name : names) result.push_back(load_part(stored(name), at));
  return Table(source_, std::move(result), lines(at, 1, {}, rows_));
}

void StoredTable::finish() {
  std::vector<Column> columns;
  for (const StoredColumn& column : columns_) {
    columns.push_back({.name = column.name, .kind = column.kind, .format = column.format});
  }
  header_ = Table(source_, std::move(columns));
  header_.add_notes(notes_);
  header_.set_format(format_);
  // As parse_table does with a table in memory.
  if (rows_ > kMostRowsBeforeSecondTable) return;
  if (std::ranges::any_of(columns_, &StoredColumn::given_up)) return;
  const std::vector<std::int64_t> starts = lines(0, first_rows_.size(), {}, rows_);
  if (!has_blank_lines(starts)) return;
  refuse_second_table(this->columns(header_.names()).columns(), starts, source_);
}

}  // namespace ganglion::data
