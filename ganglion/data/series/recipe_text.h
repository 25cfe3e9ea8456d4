#pragma once
#include <string>

#include "ganglion/data/series_recipe.h"

namespace ganglion::data {

/// "12 steps of 1 month by month, from the last 13 values of passengers and those of 1 and 2
/// seasons (12 steps) before; differencing log-ratio; trained until 1958-01"
std::string recipe_text(const SeriesRecipe& recipe);

}  // namespace ganglion::data
