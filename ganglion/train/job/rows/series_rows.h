#pragma once
#include "ganglion/data/table.h"
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/listener.h"

namespace ganglion::train {

/// Reads the series of a job with a horizon, and makes the rows that are learned from (see
/// data::series_table). Writes into the job what was found: season, lags, differencing, output, and
/// the recipe. Season and differencing are chosen without the rows of the test. Tells what was
/// chosen. Throws Error for settings that don't fit forecasts, and what data::find_clock,
/// data::read_series and data::series_table throw.
data::Table read_series_rows(Job& job, const Listener& listener);

}  // namespace ganglion::train
