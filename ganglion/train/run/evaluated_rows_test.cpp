#include "ganglion/train/run/evaluated_rows.h"

#include <gtest/gtest.h>

#include "ganglion/nn/layers/layers.h"

namespace ganglion::train {
namespace {

TEST(EvaluatedRows, AreAsManyAsGiveAHundredMillionPredictions) {
  std::vector<Choice> told;
  const Listener listener = {.chosen = [&](const Choice& choice) { told.push_back(choice); }};
  const nn::Network few({nn::Input(Shape{1}), nn::Dense{.units = 10}});
  const nn::Network many({nn::Input(Shape{1}), nn::Dense{.units = 20'000}});
  JobData data = {.preprocessing = data::Preprocessing({.targets = {{.name = "y"}}}), .train = {}};
  data.train = {.features = Tensor(Shape{6000, 1}), .targets = Tensor(Shape{6000})};
  for (std::int64_t row = 0; row < 6000; ++row) {
    data.train.targets.values<float>()[static_cast<std::size_t>(row)] = static_cast<float>(row);
  }
  std::vector<double> numbers(6000);
  for (std::size_t row = 0; row < numbers.size(); ++row) numbers[row] = static_cast<double>(row);
  data.raw = data::Table("t", {{.name = "y", .numbers = numbers}});
  EXPECT_FALSE(EvaluatedRows(few, 1, listener).drawn(data.train, "test"));
  EXPECT_TRUE(told.empty());
  EvaluatedRows(many, 1, listener).thin(data, data.train, "test", true);
  EXPECT_EQ(data.train.rows(), 5000);
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].value, "5,000 of 6,000 rows");
  for (std::size_t row = 0; row < 5000; ++row) {
    ASSERT_EQ(data.raw.column("y").numbers[row],
              static_cast<double>(data.train.targets.values<float>()[row]));
  }
}

}  // namespace
}  // namespace ganglion::train
