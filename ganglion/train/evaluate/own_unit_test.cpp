#include "ganglion/train/evaluate/own_unit.h"

#include <gtest/gtest.h>

#include "ganglion/nn/metrics/metrics.h"

namespace ganglion::train {
namespace {

TEST(OwnUnit, TellsErrorsInTheUnitOfTheData) {
  const std::vector<data::TargetColumn> columns = {{.name = "price", .mean = 100, .std = 20},
                                                   {.name = "size", .mean = -1, .std = 4}};
  const OwnUnit mae = {.metric = nn::Mae{}, .targets = columns};
  const auto metric = mae.make();
  EXPECT_EQ(metric->name(), "mae");
  const Tensor predictions = Tensor::of<float>(Shape{2, 2}, {0.5F, 1, 0, 0});
  const Tensor targets = Tensor::of<float>(Shape{2, 2}, {0, 0, 0, 0});
  metric->update(predictions, targets);
  EXPECT_NEAR(metric->result(), (0.5 * 20 + 1 * 4) / 4, 1e-6);
  metric->reset();
  const Tensor weights = Tensor::of<float>(Shape{2}, {1, 3});
  metric->update(predictions, targets, weights);
  EXPECT_NEAR(metric->result(), (0.5 * 20 + 1 * 4) / 8, 1e-6);
}

}  // namespace
}  // namespace ganglion::train
