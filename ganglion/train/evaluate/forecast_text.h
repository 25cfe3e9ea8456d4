#pragma once
#include <string>

#include "ganglion/core/tensor.h"
#include "ganglion/data/series_recipe.h"
#include "ganglion/data/table.h"

namespace ganglion::train {

/// Forecasts as CSV, a line a value to come: the series (where there are several), its time, and
/// the forecast in the target's own unit. `rows` are those that were predicted (rows_for_forecast).
std::string forecast_csv(const data::SeriesRecipe& recipe, const data::Table& rows,
                         const Tensor& predictions);
/// The same as the text of a JSON array of objects.
std::string forecast_json(const data::SeriesRecipe& recipe, const data::Table& rows,
                          const Tensor& predictions);

}  // namespace ganglion::train
