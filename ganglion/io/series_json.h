#pragma once
#include "ganglion/data/series_recipe.h"
#include "ganglion/io/json.h"

namespace ganglion::io {

Json to_json(const data::SeriesRecipe& recipe);
/// Throws Error for what no recipe can be.
data::SeriesRecipe series_from_json(const Json& json);

}  // namespace ganglion::io
