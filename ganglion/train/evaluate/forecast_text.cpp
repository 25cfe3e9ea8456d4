#include "ganglion/train/evaluate/forecast_text.h"

#include <utility>
#include <vector>

#include "ganglion/core/quotes.h"
#include "ganglion/io/json.h"

namespace ganglion::train {
namespace {

/// The columns that say which value a forecast is of.
std::vector<const data::Column*> leading_columns(const data::SeriesRecipe& recipe,
                                                 const data::Table& rows) {
  std::vector<const data::Column*> columns;
  if (!recipe.series_column.empty()) columns.push_back(&rows.column(recipe.series_column));
  columns.push_back(&rows.column(recipe.time_column));
  return columns;
}

}  // namespace

std::string forecast_csv(const data::SeriesRecipe& recipe, const data::Table& rows,
                         const Tensor& predictions) {
  const std::vector<const data::Column*> leading = leading_columns(recipe, rows);
  std::string text;
  for (const data::Column* column : leading) text += csv_field(column->name) + ",";
  text += csv_field(recipe.target) + "\n";
  const auto values = predictions.values<double>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (const data::Column* column : leading) {
      text += csv_field(column->text(static_cast<std::int64_t>(i))) + ",";
    }
    text += io::json_number(values[i]) + "\n";
  }
  return text;
}

std::string forecast_json(const data::SeriesRecipe& recipe, const data::Table& rows,
                          const Tensor& predictions) {
  const std::vector<const data::Column*> leading = leading_columns(recipe, rows);
  const auto values = predictions.values<double>();
  io::Json::Array list;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto row = static_cast<std::int64_t>(i);
    io::Json::Object object;
    for (const data::Column* column : leading) {
      const bool number = column->kind == data::ColumnKind::number;
      object.emplace_back(column->name,
                          number ? io::Json(column->numbers[i]) : io::Json(column->text(row)));
    }
    object.emplace_back(recipe.target, values[i]);
    list.emplace_back(std::move(object));
  }
  return io::Json(std::move(list)).dump();
}

}  // namespace ganglion::train
