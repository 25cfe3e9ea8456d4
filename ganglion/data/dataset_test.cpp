#include "ganglion/data/dataset.h"

#include <gtest/gtest.h>

#include "ganglion/core/error.h"

namespace ganglion::data {
namespace {

Dataset small() {
  Dataset data;
  data.features = Tensor::of<float>(Shape{3, 2}, {1, 2, 3, 4, 5, 6});
  data.targets = Tensor::of<std::int32_t>(Shape{3}, {0, 1, 2});
  data.class_names = {"a", "b", "c"};
  return data;
}

TEST(Dataset, PicksRowsOfEveryTensor) {
  Dataset data = small();
  data.more_features.push_back(Tensor::of<float>(Shape{3}, {7, 8, 9}));
  data.more_targets.push_back(Tensor::of<float>(Shape{3, 1}, {10, 11, 12}));
  data.sample_weights = Tensor::of<float>(Shape{3}, {0.5f, 1, 2});
  const std::vector<std::int64_t> order = {2, 0};
  const Dataset part = data.rows(order);
  EXPECT_EQ(part.rows(), 2);
  EXPECT_EQ(part.features.values<float>()[0], 5);
  EXPECT_EQ(part.targets.values<std::int32_t>()[0], 2);
  EXPECT_EQ(part.more_features[0].values<float>()[0], 9);
  EXPECT_EQ(part.more_targets[0].values<float>()[1], 10);
  EXPECT_EQ(part.sample_weights->values<float>()[0], 2);
  EXPECT_EQ(part.class_names, data.class_names);
  EXPECT_EQ(data.inputs(), (std::vector<const Tensor*>{&data.features, &data.more_features[0]}));
  EXPECT_EQ(data.outputs(), (std::vector<const Tensor*>{&data.targets, &data.more_targets[0]}));
}

TEST(Dataset, MayHaveNoTargets) {
  Dataset data = small();
  data.targets = Tensor();
  EXPECT_FALSE(data.has_targets());
  EXPECT_TRUE(data.outputs().empty());
  EXPECT_EQ(data.rows(std::vector<std::int64_t>{1}).rows(), 1);
}

TEST(Dataset, RefusesTensorsOfAnotherLength) {
  Dataset data = small();
  data.more_features.push_back(Tensor::of<float>(Shape{2}, {1, 2}));
  try {
    data.check();
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("more_features[0] has shape [2], but there are 3"),
              std::string::npos)
        << error.what();
  }
  data = small();
  data.targets = Tensor::of<std::int32_t>(Shape{2}, {0, 1});
  EXPECT_THROW(data.check(), Error);
  data = small();
  data.sample_weights = Tensor::scalar(1);
  EXPECT_THROW(data.check(), Error);
  EXPECT_THROW(small().rows(std::vector<std::int64_t>{3}), Error);
}

}  // namespace
}  // namespace ganglion::data
