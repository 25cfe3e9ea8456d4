#pragma once
#include <functional>
#include <string>

#include "ganglion/data/csv/csv.h"
#include "ganglion/data/note.h"
#include "ganglion/data/series_recipe.h"
#include "ganglion/data/table.h"

namespace ganglion::data {

/// How a table of series is read for a trained model: its columns as those of training were.
void expect_columns(const SeriesRecipe& recipe, CsvOptions& options);

/// The rows that a model of forecasts takes of a table of series: with `labelled` those whose value
/// is known (rolling origin: from each known value on, all steps ahead that are known by now), else
/// those after the last known value of each series. Tells what read_series does, which series are
/// too short, dates that can be read in two ways, and how much the model was trained on.
Table rows_for_forecast(const SeriesRecipe& recipe, const Table& table, bool labelled,
                        const std::function<void(const Note&)>& tell);

}  // namespace ganglion::data
