#pragma once
#include <cstdint>
#include <vector>

#include "ganglion/data/features/column_types.h"
#include "ganglion/data/series/series.h"
#include "ganglion/data/series_recipe.h"
#include "ganglion/data/table.h"

namespace ganglion::data {

/// Which rows are made.
enum class SeriesRows : std::uint8_t {
  known,   ///< from each value on that is known, those steps whose value is known, too
  future,  ///< from the last known value of each series on, all steps; the target is NaN
};

/// The table that a network learns from, or predicts: a row for each series, value that a forecast
/// is made from, and step ahead. Its columns are: the series (if there are several), `forecast
/// from`, the time that is forecast, `steps ahead`, what is known at the time of the forecast (see
/// below), `last value`, `seasonal last value` (both for baselines), and the target.
///
/// What is known: the last values ("y lag 1" is the last one), those 1 and 2 seasons before the
/// time that is forecast ("y 1 season before"), all of them by the recipe's differencing to the
/// last value; the last three values of other columns of numbers ("x lag 1"); other columns of
/// texts; and month, weekday and hour of the time that is forecast. Nothing of a row is of a later
/// time than `forecast from`, but for the target.
///
/// `most` (0: no limit) leaves out forecasts evenly, so that no more rows are made than about that;
/// those from the last value are made always. Throws Error for series that are too short, and for a
/// log ratio of values that aren't positive.
Table series_table(const SeriesSet& set, const SeriesRecipe& recipe, SeriesRows which,
                   std::int64_t most = 0);

/// What the columns of such a table are: the ones that are no features, categories, and numbers
/// that are not transformed.
ColumnTypes series_column_types(const SeriesRecipe& recipe);

}  // namespace ganglion::data
