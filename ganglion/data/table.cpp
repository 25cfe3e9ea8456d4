#include "ganglion/data/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

/// Entries of a vector picked by row.
template <class T>
std::vector<T> picked(const std::vector<T>& from, std::span<const std::int64_t> indices) {
  std::vector<T> result;
  if (from.empty()) return result;
  result.reserve(indices.size());
  for (std::int64_t index : indices) result.push_back(from[static_cast<std::size_t>(index)]);
  return result;
}

}  // namespace

bool Column::is_missing(std::int64_t row) const {
  const auto i = static_cast<std::size_t>(row);
  return kind == ColumnKind::number ? std::isnan(numbers[i]) : codes[i] < 0;
}

std::string Column::text_of(double value) const {
  const auto at = std::lower_bound(spellings.begin(), spellings.end(), value,
                                   [](const auto& entry, double v) { return entry.first < v; });
  return at != spellings.end() && at->first == value ? at->second : number_text(value);
}

std::string Column::text(std::int64_t row) const {
  const auto i = static_cast<std::size_t>(row);
  if (is_missing(row)) return "";
  return kind == ColumnKind::number ? text_of(numbers[i])
                                    : names[static_cast<std::size_t>(codes[i])];
}

Table::Table(std::string source, std::vector<Column> columns, std::vector<std::int64_t> lines)
    : source_(std::move(source)), columns_(std::move(columns)), lines_(std::move(lines)) {
  rows_ = columns_.empty() ? 0 : columns_.front().rows();
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Column& column = columns_[i];
    if (column.rows() != rows_) {
      throw Error(fmt::format(
          "{}: column {} has {} rows, but {} has {}; all columns need the same number", source_,
          shown(column.name), column.rows(), shown(columns_.front().name), rows_));
    }
    if (const auto [at, is_new] = place_of_.emplace(column.name, i); !is_new) {
      throw Error(fmt::format("{}: columns {} and {} are both named {}; rename one", source_,
                              at->second + 1, i + 1, shown(column.name)));
    }
  }
}

Table Table::rows(std::span<const std::int64_t> indices) const {
  for (std::int64_t index : indices) {
    if (index < 0 || index >= rows_) {
      throw Error(fmt::format("{}: row index {} of a table with {} rows; rows are counted from 0",
                              source_, index, rows_));
    }
  }
  Table result = Table();
  result.source_ = source_;
  result.lines_ = picked(lines_, indices);
  if (lines_.empty()) {
    for (const std::int64_t index : indices) result.numbers_.push_back(number_of(index));
  }
  result.notes_ = notes_;
  result.format_ = format_;
  result.place_of_ = place_of_;
  result.rows_ = static_cast<std::int64_t>(indices.size());
  if (!samples_.empty()) result.samples_ = samples_.rows(indices);
  for (const Column& column : columns_) {
    result.columns_.push_back({.name = column.name,
                               .kind = column.kind,
                               .numbers = picked(column.numbers, indices),
                               .spellings = column.spellings,
                               .format = column.format,
                               .date_order = column.date_order,
                               .rounded = column.rounded,
                               .codes = picked(column.codes, indices),
                               .names = column.names});
  }
  return result;
}

Table Table::with_samples(Samples samples) const {
  if (!columns_.empty() && samples.rows() != rows_) {
    throw Error(fmt::format("{}: {} rows of columns, but {} {}s", source_, rows_, samples.rows(),
                            name_of(samples.kind())));
  }
  Table result = *this;
  result.rows_ = samples.rows();
  result.samples_ = std::move(samples);
  return result;
}

Table Table::with_columns(std::vector<Column> columns) const {
  Table result(source_, std::move(columns), lines_);
  result.numbers_ = numbers_;
  result.notes_ = notes_;
  result.format_ = format_;
  result.rows_ = rows_;
  result.samples_ = samples_;
  return result;
}

void Table::add_notes(std::vector<Note> notes) {
  std::ranges::move(notes, std::back_inserter(notes_));
}

std::vector<std::string> Table::names() const {
  std::vector<std::string> result;
  for (const Column& column : columns_) result.push_back(column.name);
  return result;
}

const Column* Table::find(std::string_view name) const {
  const auto at = place_of_.find(std::string(name));
  return at == place_of_.end() ? nullptr : &columns_[at->second];
}

const Column& Table::column(std::string_view name) const {
  if (const Column* column = find(name)) return *column;
  throw Error(fmt::format("{}: no column {}; {}", source_, shown(name), suggestion(name, names())));
}

std::string Table::column_name(std::string_view text) const {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const bool counted =
      text.size() > 1 && text[0] == '#' && std::from_chars(text.data() + 1, end, number).ptr == end;
  if (!counted || find(text) != nullptr) return column(text).name;
  const auto count = static_cast<std::int64_t>(columns_.size());
  if (number == 0 || number > count || number < -count) {
    throw Error(
        fmt::format("{}: no column {}; there are {}: #1 to #{}, or from the end #-1 to #-{}",
                    source_, text, count, count, count));
  }
  return columns_[static_cast<std::size_t>(number > 0 ? number - 1 : count + number)].name;
}

std::int64_t Table::number_of(std::int64_t row) const {
  return numbers_.empty() ? row + 1 : numbers_[static_cast<std::size_t>(row)];
}

std::string Table::place(std::int64_t row) const {
  const Column* file = samples_.empty() ? nullptr : find("file");
  if (file != nullptr) return source_ + "/" + file->text(row);
  return lines_.empty() ? fmt::format("{}: row {}", source_, number_of(row))
                        : fmt::format("{}:{}", source_, lines_[static_cast<std::size_t>(row)]);
}

}  // namespace ganglion::data
