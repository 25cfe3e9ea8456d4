#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/data/arrays/arrays.h"
#include "ganglion/data/label_names.h"

namespace ganglion::data {
namespace {

/// One column of an array [rows, width].
std::vector<double> column_of(std::span<const double> values, std::int64_t width,
                              std::int64_t index) {
  std::vector<double> result;
  for (auto i = static_cast<std::size_t>(index); i < values.size();
       i += static_cast<std::size_t>(width)) {
    result.push_back(values[i]);
  }
  return result;
}

/// Where the 1 of each row is; empty unless each row has a single 1, and 0 elsewhere.
std::vector<std::int32_t> places_of_ones(std::span<const double> values, std::int64_t width) {
  std::vector<std::int32_t> places;
  for (std::size_t at = 0; at < values.size(); at += static_cast<std::size_t>(width)) {
    const auto row = values.subspan(at, static_cast<std::size_t>(width));
    if (std::ranges::count(row, 1.0) != 1 || std::ranges::count(row, 0.0) != width - 1) return {};
    places.push_back(static_cast<std::int32_t>(std::ranges::find(row, 1.0) - row.begin()));
  }
  return places;
}

/// One column of classes "0", "1", … from one-hot labels.
Column classes_of(const std::string& name, const std::vector<std::int32_t>& places,
                  std::int64_t width) {
  Column column{.name = name, .kind = ColumnKind::category};
  for (std::int64_t i = 0; i < width; ++i) column.names.push_back(std::to_string(i));
  std::ranges::sort(column.names);
  std::map<std::string, std::int32_t> codes;
  for (const std::string& text : column.names) {
    codes.emplace(text, static_cast<std::int32_t>(codes.size()));
  }
  for (const std::int32_t place : places) column.codes.push_back(codes.at(std::to_string(place)));
  return column;
}

/// A whole number that a double can't hold, if there is one.
std::string rounded_number(const Tensor& tensor) {
  constexpr std::int64_t kExact = std::int64_t{1} << 53;
  if (tensor.dtype() != DType::i64) return {};
  for (const std::int64_t value : tensor.values<std::int64_t>()) {
    if (value >= -kExact && value <= kExact) continue;
    if (static_cast<long double>(static_cast<double>(value)) != static_cast<long double>(value)) {
      return fmt::format("{}", value);
    }
  }
  return {};
}

void add_columns(const NamedArray& array, std::int64_t rows, std::vector<Column>& columns) {
  const std::int64_t width = rows == 0 ? 0 : array.tensor.size() / rows;
  const Tensor cast = array.tensor.cast(DType::f64);
  const std::span<const double> values = cast.values<double>();
  const bool labels = names_labels(array.name);
  if (labels && width > 1) {
    const std::vector<std::int32_t> places = places_of_ones(values, width);
    if (!places.empty()) return columns.push_back(classes_of(array.name, places, width));
  }
  for (std::int64_t i = 0; i < width; ++i) {
    const bool alone = array.tensor.shape().rank() == 1 || (labels && width == 1);
    const std::string name = array.name.empty() ? fmt::format("c{}", i + 1)
                             : alone            ? array.name
                                                : fmt::format("{}_{}", array.name, i + 1);
    columns.push_back({.name = name, .numbers = column_of(values, width, i)});
  }
}

}  // namespace

Table table_of(const std::vector<NamedArray>& arrays, const std::string& source) {
  std::vector<const NamedArray*> order;
  for (const NamedArray& array : arrays) order.push_back(&array);
  std::stable_partition(order.begin(), order.end(),
                        [](const NamedArray* a) { return !names_labels(a->name); });
  std::vector<Column> columns;
  std::vector<Note> notes;
  for (const NamedArray* array : order) {
    const Shape& shape = array->tensor.shape();
    const std::int64_t rows =
        order[0]->tensor.shape().rank() == 0 ? 0 : order[0]->tensor.shape()[0];
    if (shape.rank() == 0) {
      throw Error(
          fmt::format("{}: {} is a single number, not an array with an entry for each row; "
                      "leave it out of the file",
                      source, array->name));
    }
    if (shape[0] != rows) {
      throw Error(
          fmt::format("{}: the arrays {} {} and {} {} differ in rows; a file may only hold arrays "
                      "with one entry per row",
                      source, order[0]->name, order[0]->tensor.shape().to_string(), array->name,
                      shape.to_string()));
    }
    add_columns(*array, rows, columns);
    if (const std::string number = rounded_number(array->tensor); !number.empty()) {
      notes.push_back(
          {"",
           fmt::format("{}: whole numbers of {} such as {} are rounded to 16 digits; if "
                       "they are codes, save them as CSV",
                       source, array->name.empty() ? "the array" : array->name, number),
           NoteKind::number_rounded});
    }
  }
  if (columns.empty() || columns[0].rows() == 0) throw Error(source + ": there are no rows in it");
  Table table(source, std::move(columns));
  table.add_notes(std::move(notes));
  return table;
}

}  // namespace ganglion::data
