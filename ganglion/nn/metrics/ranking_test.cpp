#include "ganglion/nn/metrics/ranking.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace ganglion::nn {
namespace {

/// The chance that a positive is above a negative, pair by pair; in batches, with ties and weights.
TEST(RocAuc, OfManyClassesCountsPairs) {
  constexpr std::int64_t kRows = 90;
  constexpr std::int64_t kClasses = 150;
  Tensor predictions(Shape{kRows, kClasses});
  Tensor targets(Shape{kRows}, DType::i32);
  Tensor weights(Shape{kRows});
  for (std::int64_t i = 0; i < kRows * kClasses; ++i) {
    predictions.values<float>()[static_cast<std::size_t>(i)] =
        static_cast<float>(i * 7919 % 20) / 20;
  }
  for (std::int64_t i = 0; i < kRows; ++i) {
    targets.values<std::int32_t>()[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(i % 40);
    weights.values<float>()[static_cast<std::size_t>(i)] = static_cast<float>(1 + i % 3);
  }
  const auto metric = RocAuc{}.make();
  for (const std::int64_t first : {0, 30, 60}) {
    std::vector<std::int64_t> rows;
    for (std::int64_t i = first; i < first + 30; ++i) rows.push_back(i);
    metric->update(predictions.rows(rows), targets.rows(rows), weights.rows(rows));
  }
  const std::vector<double> areas = metric->per_output();
  ASSERT_EQ(areas.size(), 150U);
  EXPECT_TRUE(std::isnan(areas[40]));
  for (const std::int64_t c : {0, 17, 39}) {
    double above = 0.0;
    double pairs = 0.0;
    for (std::int64_t i = 0; i < kRows; ++i) {
      for (std::int64_t j = 0; j < kRows; ++j) {
        if (i % 40 != c || j % 40 == c) continue;
        const auto score = [&](std::int64_t row) {
          return predictions.values<float>()[static_cast<std::size_t>(row * kClasses + c)];
        };
        const auto weight = static_cast<double>((1 + i % 3) * (1 + j % 3));
        pairs += weight;
        above += weight * (score(i) > score(j) ? 1.0 : score(i) == score(j) ? 0.5 : 0.0);
      }
    }
    EXPECT_NEAR(areas[static_cast<std::size_t>(c)], above / pairs, 1e-12) << c;
  }
}

}  // namespace
}  // namespace ganglion::nn
