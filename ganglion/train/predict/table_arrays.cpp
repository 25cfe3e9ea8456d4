#include "ganglion/train/predict/table_arrays.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/core/quotes.h"
#include "ganglion/data/column_numbers.h"
#include "ganglion/data/text/answers.h"
#include "ganglion/io/json.h"

namespace ganglion::train {
namespace {

using Input = ArrayPredictor::Input;

/// Whether the input takes one number or text of each row.
bool is_column(const Input& input) {
  return input.extents.size() == 1 || (input.extents.size() == 2 && input.extents[1] == "1");
}

/// Numbers of a column, or of one of yes and no 1 and 0.
std::vector<double> column_values_of(const data::Table& table, const data::Column& column) {
  const bool answers = column.kind == data::ColumnKind::category &&
                       std::ranges::all_of(column.names, [](const std::string& text) {
                         return data::yes_or_no(text).has_value();
                       });
  return answers ? data::answers_of(table, column) : data::numbers_of(table, column);
}

std::vector<std::string> row_texts_of(const data::Column& column) {
  std::vector<std::string> texts;
  for (std::int64_t row = 0; row < column.rows(); ++row) {
    texts.push_back(column.is_missing(row) ? "" : column.text(row));
  }
  return texts;
}

Tensor rows_of_all(const Input& input, const data::Table& table) {
  const auto columns = std::ssize(table.columns());
  if (!input.takes(1, columns)) {
    throw Error(
        fmt::format("{}: the table has {} columns ({}), but the model takes {} numbers a "
                    "row: {}; leave the others out",
                    table.source(), columns, fmt::join(table.names(), ", "), input.extents[1],
                    input.to_string()));
  }
  Tensor rows(Shape{table.rows(), columns}, DType::f64);
  for (std::int64_t i = 0; i < columns; ++i) {
    const std::vector<double> values =
        column_values_of(table, table.columns()[static_cast<std::size_t>(i)]);
    for (std::int64_t row = 0; row < table.rows(); ++row) {
      rows.values<double>()[static_cast<std::size_t>(row * columns + i)] =
          values[static_cast<std::size_t>(row)];
    }
  }
  return rows;
}

std::string cell_of(const Tensor& values, std::size_t at) {
  if (values.dtype() == DType::f32) return io::json_number(values.values<float>()[at]);
  if (values.dtype() == DType::f64) return io::json_number(values.values<double>()[at]);
  if (values.dtype() == DType::i64) return std::to_string(values.values<std::int64_t>()[at]);
  if (values.dtype() == DType::i32) return std::to_string(values.values<std::int32_t>()[at]);
  return std::to_string(values.values<std::uint8_t>()[at]);
}

void add_numbers(const ArrayPredictor::Output& output, std::int64_t rows, OutputColumns& columns) {
  const Shape& shape = output.values.shape();
  const std::int64_t width = rows == 0 ? 0 : shape.size() / rows;
  if (shape.rank() < 1 || shape.rank() > 2 || shape[0] != rows) {
    throw Error(
        fmt::format("output '{}' of shape {} is no table of {} rows; save its arrays instead (`out "
                    "= FILE.npz`)",
                    output.name, shape.to_string(), rows));
  }
  for (std::int64_t i = 0; i < width; ++i) {
    columns.names.push_back(width == 1 ? output.name : fmt::format("{}_{}", output.name, i));
    columns.texts.push_back(false);
    std::vector<std::string>& cells = columns.cells.emplace_back();
    for (std::int64_t row = 0; row < rows; ++row) {
      cells.push_back(cell_of(output.values, static_cast<std::size_t>(row * width + i)));
    }
  }
}

}  // namespace

data::ColumnReadings readings_for(const std::vector<Input>& inputs) {
  data::ColumnReadings readings;
  for (const Input& input : inputs) {
    if (input.type != "string") continue;
    readings.emplace(input.name, data::ColumnReading{.kind = data::ColumnReading::Kind::text});
  }
  return readings;
}

ArrayPredictor::Fed fed_from_table(const std::vector<Input>& inputs, const data::Table& table) {
  ArrayPredictor::Fed fed;
  const bool whole = inputs.size() == 1 && inputs[0].extents.size() == 2 &&
                     inputs[0].extents[1] != "1" && inputs[0].type != "string";
  if (whole) {
    fed.arrays.emplace(inputs[0].name, rows_of_all(inputs[0], table));
    return fed;
  }
  for (const Input& input : inputs) {
    if (!is_column(input)) {
      throw Error(
          fmt::format("the model takes arrays, not columns of a table: {}; save them as "
                      ".npy or .npz",
                      input.to_string()));
    }
    const data::Column& column = table.column(input.name);
    if (input.type == "string") {
      fed.texts.emplace(input.name, row_texts_of(column));
      continue;
    }
    const std::vector<double> values = column_values_of(table, column);
    const Shape shape = input.extents.size() == 2 ? Shape{table.rows(), 1} : Shape{table.rows()};
    fed.arrays.emplace(input.name, Tensor::of<double>(shape, values));
  }
  return fed;
}

OutputColumns output_columns(const std::vector<ArrayPredictor::Output>& outputs,
                             std::int64_t rows) {
  OutputColumns columns;
  for (const ArrayPredictor::Output& output : outputs) {
    if (output.texts.empty()) {
      add_numbers(output, rows, columns);
      continue;
    }
    columns.names.push_back(output.name);
    columns.texts.push_back(true);
    columns.cells.push_back(output.texts);
    if (std::ssize(output.texts) != rows) {
      throw Error(fmt::format("output '{}' has not one text for each row", output.name));
    }
  }
  return columns;
}

std::string csv_of(const OutputColumns& columns) {
  std::string text;
  for (const std::string& name : columns.names) {
    text += (text.empty() ? "" : ",") + csv_field(name);
  }
  text += "\n";
  const std::size_t rows = columns.cells.empty() ? 0 : columns.cells[0].size();
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < columns.cells.size(); ++i) {
      const std::string& cell = columns.cells[i][row];
      text += (i == 0 ? "" : ",") + (columns.texts[i] ? csv_field(cell) : cell);
    }
    text += "\n";
  }
  return text;
}

std::string json_of(const OutputColumns& columns) {
  std::string text = "[";
  const std::size_t rows = columns.cells.empty() ? 0 : columns.cells[0].size();
  for (std::size_t row = 0; row < rows; ++row) {
    text += row == 0 ? "{" : ",{";
    for (std::size_t i = 0; i < columns.cells.size(); ++i) {
      const std::string& cell = columns.cells[i][row];
      text += (i == 0 ? "" : ",") + io::Json(columns.names[i]).dump() + ":" +
              (columns.texts[i] ? io::Json(cell).dump() : cell);
    }
    text += "}";
  }
  return text + "]";
}

}  // namespace ganglion::train
