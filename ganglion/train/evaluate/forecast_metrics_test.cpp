#include "ganglion/train/evaluate/forecast_metrics.h"

#include <gtest/gtest.h>

#include <cmath>

namespace ganglion::train {
namespace {

using Metrics = std::vector<std::pair<std::string, double>>;

Metrics metrics_of(const std::vector<double>& said, const std::vector<double>& came,
                   const std::vector<double>& known) {
  Metrics metrics;
  add_forecast_metrics(Tensor::of<double>(Shape{std::ssize(said), 1}, said),
                       Tensor::of<double>(Shape{std::ssize(came), 1}, came),
                       Tensor::of<double>(Shape{std::ssize(came), 3}, known), metrics);
  return metrics;
}

TEST(ForecastMetrics, AreThoseOfTheirDefinitions) {
  const Metrics metrics = metrics_of({90, 220, 0}, {100, 200, 0}, {0, 0, 5, 0, 0, 10, 0, 0, 2});
  EXPECT_EQ(metrics[0].first, "mase");
  EXPECT_DOUBLE_EQ(metrics[0].second, (10.0 / 5 + 20.0 / 10 + 0) / 3);
  EXPECT_EQ(metrics[1].first, "smape");
  EXPECT_DOUBLE_EQ(metrics[1].second, (200 * 10.0 / 190 + 200 * 20.0 / 420 + 0) / 3);
}

TEST(ForecastMetrics, MaseIsUndefinedWithoutAScale) {
  EXPECT_TRUE(std::isnan(metrics_of({1}, {2}, {0, 0, std::nan("")})[0].second));
  EXPECT_TRUE(std::isnan(metrics_of({1}, {2}, {0, 0, 0})[0].second));
  EXPECT_DOUBLE_EQ(metrics_of({1}, {-1}, {0, 0, 0})[1].second, 200);
}

}  // namespace
}  // namespace ganglion::train
