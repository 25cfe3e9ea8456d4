#pragma once
#include <optional>
#include <vector>

#include "ganglion/data/series/series.h"
#include "ganglion/data/series_recipe.h"

namespace ganglion::data {

struct SeriesFractions {
  double validation = 0.2;  ///< of what the test leaves
  double test = 0.2;
};

/// How well a series is forecast by one way of differencing.
struct DifferencingTrial {
  Differencing differencing;
  double error;  ///< mean absolute error on the validation rows, in the target's own unit
};

/// Fits a linear model (Ridge) of the numeric features to the training rows by each differencing,
/// and measures it on the validation rows; test rows have no part. Without validation rows a fifth
/// of the training rows stands in. A log ratio is tried where all values are positive.
std::vector<DifferencingTrial> try_differencings(const SeriesSet& set, const SeriesRecipe& recipe,
                                                 const SeriesFractions& fractions);
/// The one of the lowest error; of equal ones the first.
Differencing best_of(const std::vector<DifferencingTrial>& trials);

}  // namespace ganglion::data
