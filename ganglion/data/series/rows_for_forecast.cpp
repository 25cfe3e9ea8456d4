#include "ganglion/data/series/rows_for_forecast.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/numbers.h"
#include "ganglion/data/series/clock.h"
#include "ganglion/data/series/series.h"
#include "ganglion/data/series/series_table.h"

namespace ganglion::data {
namespace {

/// Scores of times that were trained on are better than those to come.
void note_trained(const SeriesRecipe& recipe, const Table& rows,
                  const std::function<void(const Note&)>& tell) {
  const std::vector<std::int64_t> times = positions_of(rows, recipe.time_column, recipe.clock);
  const auto trained =
      std::ranges::count_if(times, [&](std::int64_t time) { return time <= recipe.trained_until; });
  if (trained == 0) return;
  tell({"", fmt::format("{} of {} forecasts are of times up to {}, which the model was trained on: "
                        "of new times scores may be worse",
                        grouped(trained), grouped(rows.rows()),
                        time_text(recipe.clock, recipe.trained_until))});
}

}  // namespace

void expect_columns(const SeriesRecipe& recipe, CsvOptions& options) {
  using Kind = ColumnReading::Kind;
  options.expected.push_back(recipe.time_column);
  if (!recipe.series_column.empty()) {
    options.expected.push_back(recipe.series_column);
    options.columns.emplace(recipe.series_column, ColumnReading{.kind = Kind::text});
  }
  for (const SeriesColumn& column : recipe.columns) {
    options.expected.push_back(column.name);
    options.columns.emplace(
        column.name, column.is_text ? ColumnReading{.kind = Kind::text}
                                    : ColumnReading{.kind = Kind::number, .format = column.format});
  }
}

Table rows_for_forecast(const SeriesRecipe& recipe, const Table& table, bool labelled,
                        const std::function<void(const Note&)>& tell) {
  const SeriesSet set = read_series(table, recipe);
  for (const Note& note : set.notes) tell(note);
  Table rows = series_table(set, recipe, labelled ? SeriesRows::known : SeriesRows::future);
  if (labelled) note_trained(recipe, rows, tell);
  return rows;
}

}  // namespace ganglion::data
