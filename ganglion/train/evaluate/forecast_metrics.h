#pragma once
#include <string>
#include <utility>
#include <vector>

#include "ganglion/core/tensor.h"

namespace ganglion::train {

/// Appends two metrics of forecasts f of values y, in the target's own unit, each the mean over the
/// rows:
/// - "mase", the mean absolute scaled error: |y - f| / s, where s is the mean absolute difference
/// of
///   training values one season (without a season: one step) apart. Below 1 forecasts are closer
///   than the seasonal last value was in training one step ahead (Hyndman and Koehler, "Another
///   look at measures of forecast accuracy", International Journal of Forecasting 22, 2006).
/// - "smape", the symmetric mean absolute percentage error, in percent from 0 to 200:
///   200 |y - f| / (|y| + |f|), and 0 where both are 0 (Makridakis, "Accuracy measures: theoretical
///   and practical concerns", International Journal of Forecasting 9, 1993; as in the M4
///   competition).
/// `series_values` are those of the rows (see Dataset). MASE is NaN where a series is unknown to
/// the model, or was constant in training.
void add_forecast_metrics(const Tensor& predictions, const Tensor& targets,
                          const Tensor& series_values,
                          std::vector<std::pair<std::string, double>>& metrics);

}  // namespace ganglion::train
