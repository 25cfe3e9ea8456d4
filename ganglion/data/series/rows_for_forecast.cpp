#include "ganglion/data/series/rows_for_forecast.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/numbers.h"
#include "ganglion/data/features/column_dates.h"
#include "ganglion/data/series/clock.h"
#include "ganglion/data/series/series.h"
#include "ganglion/data/series/series_table.h"
#include "ganglion/data/series/short_series.h"

namespace ganglion::data {
namespace {

/// Scores of times that were trained on are better than those to come; those of earlier times say
/// little about times to come.
void note_times(const SeriesRecipe& recipe, const Table& rows,
                const std::function<void(const Note&)>& tell) {
  const std::vector<std::int64_t> times = positions_of(rows, recipe.time_column, recipe.clock);
  const auto earlier = std::ranges::count_if(times, [](std::int64_t time) { return time < 0; });
  const auto trained = std::ranges::count_if(
      times, [&](std::int64_t time) { return time >= 0 && time <= recipe.trained_until; });
  const std::string all = grouped(rows.rows());
  if (earlier > 0) {
    tell({"", fmt::format("{} of {} forecasts are of times before {}, the first of training: their "
                          "scores say little of times to come",
                          grouped(earlier), all, time_text(recipe.clock, 0))});
  }
  if (trained > 0) {
    tell({"", fmt::format("{} of {} forecasts are of times up to {}, which the model was trained "
                          "on: of new times scores may be worse",
                          grouped(trained), all, time_text(recipe.clock, recipe.trained_until))});
  }
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
  if (const auto note = two_ways_note(table.column(recipe.time_column), recipe.clock.order)) {
    tell({recipe.time_column, *note});
  }
  const SeriesSet set = read_series(table, recipe);
  for (const Note& note : set.notes) tell(note);
  const SeriesRows which = labelled ? SeriesRows::known : SeriesRows::future;
  Table rows = series_table(set, recipe, which);
  if (const auto note = short_series_note(set, recipe, rows, which)) tell(*note);
  if (labelled) note_times(recipe, rows, tell);
  return rows;
}

}  // namespace ganglion::data
