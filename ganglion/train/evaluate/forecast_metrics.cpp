#include "ganglion/train/evaluate/forecast_metrics.h"

#include <cmath>

namespace ganglion::train {

void add_forecast_metrics(const Tensor& predictions, const Tensor& targets,
                          const Tensor& series_values,
                          std::vector<std::pair<std::string, double>>& metrics) {
  const Tensor forecasts = predictions.cast(DType::f64);
  const Tensor actual = targets.cast(DType::f64);
  const auto f = forecasts.values<double>();
  const auto y = actual.values<double>();
  const auto known = series_values.values<double>();
  double scaled = 0;
  double percent = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double error = std::abs(y[i] - f[i]);
    const double scale = known[3 * i + 2];
    scaled += scale > 0 ? error / scale : std::nan("");
    percent += error == 0 ? 0 : 200 * error / (std::abs(y[i]) + std::abs(f[i]));
  }
  const auto rows = static_cast<double>(y.size());
  metrics.emplace_back("mase", scaled / rows);
  metrics.emplace_back("smape", percent / rows);
}

}  // namespace ganglion::train
