#pragma once
#include "ganglion/data/column_source.h"
#include "ganglion/data/series_recipe.h"
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/listener.h"

namespace ganglion::train {

/// Which columns of a table are what in forecasts: target, time, series, and others that are known
/// up to the present. Tells which others are left out: those that name rows, dates, and texts with
/// many values. Throws Error for columns of two roles.
data::SeriesRecipe series_columns(const Job& job, data::ColumnSource& source,
                                  const Listener& listener);

}  // namespace ganglion::train
