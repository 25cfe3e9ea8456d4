#pragma once
#include <string>

#include "ganglion/data/features/preprocessing_state.h"
#include "ganglion/data/samples/row_options.h"
#include "ganglion/data/table.h"

namespace ganglion::data {

/// How a table of text is read for a trained model: columns as they were in training. `options`
/// says what is known besides.
CsvOptions options_for(const PreprocessingState& model, CsvOptions options);

/// Reads rows for a trained model: pictures in its size, signals in its shape, forecasts of series
/// (see rows_for_forecast), else a table. `options` says how tables are written, and what is to be
/// told. `labelled` is false for rows that need no target.
Table read_rows_for(const PreprocessingState& model, const std::string& path, RowOptions options);

}  // namespace ganglion::data
