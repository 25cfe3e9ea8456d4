#include "ganglion/data/series_recipe.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"

namespace ganglion::data {
namespace {

constexpr std::array<std::string_view, 3> kDifferencings = {"none", "difference", "log-ratio"};

}  // namespace

std::string_view name_of(Differencing differencing) {
  return kDifferencings.at(static_cast<std::size_t>(differencing));
}

Differencing differencing_named(std::string_view word) {
  const auto at = std::ranges::find(kDifferencings, word);
  if (at == kDifferencings.end()) {
    throw Error(fmt::format("unknown differencing {}; use auto, none, difference or log-ratio",
                            shown(word)));
  }
  return static_cast<Differencing>(at - kDifferencings.begin());
}

double differenced(double value, double last, Differencing differencing) {
  if (differencing == Differencing::none) return value;
  return differencing == Differencing::difference ? value - last : std::log(value / last);
}

double undifferenced(double said, double last, Differencing differencing) {
  if (differencing == Differencing::none) return said;
  return differencing == Differencing::difference ? last + said : last * std::exp(said);
}

std::int64_t SeriesRecipe::needed() const {
  return std::max({std::int64_t{1}, lags, season * std::max(seasons, std::int64_t{1})});
}

std::string SeriesRecipe::lag_name(std::string_view column, std::int64_t lag) {
  return fmt::format("{} lag {}", column, lag);
}

std::string SeriesRecipe::season_name(std::string_view column, std::int64_t seasons) {
  return fmt::format("{} {} season{} before", column, seasons, seasons == 1 ? "" : "s");
}

std::vector<std::string> SeriesRecipe::target_columns() const {
  std::vector<std::string> names;
  // By its difference to itself the last value is 0.
  for (std::int64_t lag = differencing == Differencing::none ? 1 : 2; lag <= lags; ++lag) {
    names.push_back(lag_name(target, lag));
  }
  for (std::int64_t count = 1; count <= seasons; ++count) {
    names.push_back(season_name(target, count));
  }
  return names;
}

std::vector<std::string> SeriesRecipe::lag_columns(const SeriesColumn& column) const {
  constexpr std::int64_t kLagsOfOthers = 3;
  std::vector<std::string> names;
  for (std::int64_t lag = 1; !column.is_text && lag <= std::min(lags, kLagsOfOthers); ++lag) {
    names.push_back(lag_name(column.name, lag));
  }
  return names;
}

double SeriesRecipe::scale_of(std::string_view series) const {
  for (const auto& [name, scale] : scales) {
    if (name == series) return scale;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace ganglion::data
