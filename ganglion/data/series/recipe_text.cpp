#include "ganglion/data/series/recipe_text.h"

#include <fmt/format.h>

#include "ganglion/data/series/clock.h"

namespace ganglion::data {

std::string recipe_text(const SeriesRecipe& recipe) {
  std::string text =
      fmt::format("{} step{} of {} by {}, from the last {} value{} of {}", recipe.horizon,
                  recipe.horizon == 1 ? "" : "s", step_text(recipe.clock), recipe.time_column,
                  recipe.lags, recipe.lags == 1 ? "" : "s", recipe.target);
  if (recipe.seasons > 0) {
    text += fmt::format(" and those of {} ({} steps) before",
                        recipe.seasons == 1 ? "1 season" : "1 and 2 seasons", recipe.season);
  }
  text += fmt::format("; differencing {}; trained until {}", name_of(recipe.differencing),
                      time_text(recipe.clock, recipe.trained_until));
  if (!recipe.series_column.empty()) {
    text += fmt::format("; {} series told apart by {}", recipe.scales.size(), recipe.series_column);
  }
  return text;
}

}  // namespace ganglion::data
