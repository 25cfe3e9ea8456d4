#include "ganglion/data/series/ridge.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace ganglion::data {
namespace {

TEST(Ridge, OfOneFeatureIsItsClosedForm) {
  const std::vector<std::vector<double>> x = {{1, 2, 3, 6}};
  const std::vector<double> y = {2, 1, 5, 8};
  // Σ (x - 3)(y - 4) = 4 + 3 + 0 + 12 = 19, Σ (x - 3)² = 14; shrinkage scales the latter by 1.001.
  const double slope = 19 / (14 * 1.001);
  const Ridge model(x, y);
  for (const double at : {-1.0, 3.0, 10.0}) {
    EXPECT_NEAR(model.predict(std::array{at}), 4 + slope * (at - 3), 1e-12);
  }
}

TEST(Ridge, FindsWeightsOfSeveralFeatures) {
  std::vector<std::vector<double>> x(3);
  std::vector<double> y;
  for (int i = 0; i < 50; ++i) {
    x[0].push_back(i % 7);
    x[1].push_back(100.0 * (i % 5));
    x[2].push_back(4);  // constant: 0
    y.push_back(3 + 2 * x[0].back() - 0.01 * x[1].back());
  }
  const Ridge model(x, y);
  EXPECT_NEAR(model.predict(std::array{2.0, 100.0, 4.0}), 6, 0.02);
  EXPECT_NEAR(model.predict(std::array{2.0, 100.0, 9.0}), 6, 0.02);
  // A missing value counts as the mean, 200.
  EXPECT_NEAR(model.predict(std::array{2.0, std::nan(""), 4.0}), 5, 0.02);
}

}  // namespace
}  // namespace ganglion::data
