#include "ganglion/nn/path_pattern.h"

#include <gtest/gtest.h>

#include "ganglion/nn/trained_range.h"

namespace ganglion::nn {
namespace {

TEST(PathPattern, NamesLayersParametersAndWhatLiesWithin) {
  EXPECT_TRUE(path_matches("dense_1", "dense_1/kernel"));
  EXPECT_TRUE(path_matches("dense_1/", "dense_1/kernel"));
  EXPECT_TRUE(path_matches("dense_1", "dense_1"));
  EXPECT_TRUE(path_matches("conv*", "conv2d_3/bias"));
  EXPECT_TRUE(path_matches("body/", "body/conv2d/kernel"));
  EXPECT_TRUE(path_matches("body/conv*", "body/conv2d/kernel"));
  EXPECT_TRUE(path_matches("*/bias", "dense/bias"));
  EXPECT_TRUE(path_matches("*", "anything/at/all"));
  EXPECT_TRUE(path_matches("d*e*1/*", "dense_1/kernel"));
  EXPECT_FALSE(path_matches("dense", "dense_1/kernel"));
  EXPECT_FALSE(path_matches("ense", "dense/kernel"));
  EXPECT_FALSE(path_matches("kernel", "dense/kernel"));
  EXPECT_FALSE(path_matches("*/bias", "dense/kernel"));
  EXPECT_FALSE(path_matches("", "dense"));
  EXPECT_FALSE(path_matches("/", "dense"));
}

ParameterLayout three() {
  ParameterLayout layout;
  for (const char* path : {"a/w", "b/w", "c/w"}) {
    layout.append({.path = path, .shape = {20}, .initializer = zeros()});
  }
  return layout;
}

TEST(TrainedRange, SpansWhatIsNotFrozen) {
  const ParameterLayout layout = three();  // offsets 0, 32, 64
  const auto range = [&](std::vector<std::string> frozen) { return trained_range(layout, frozen); };
  EXPECT_EQ(range({}).size, layout.size);
  EXPECT_EQ(range({"a"}).offset, 32);
  EXPECT_EQ(range({"a"}).size, 52);
  EXPECT_TRUE(range({"a"}).frozen.empty());
  EXPECT_EQ(range({"c"}).offset, 0);
  EXPECT_EQ(range({"c"}).size, 52);
  const TrainedRange middle = range({"b"});
  EXPECT_EQ(middle.size, 84);
  EXPECT_EQ(middle.frozen, (std::vector<std::pair<std::int64_t, std::int64_t>>{{32, 20}}));
  EXPECT_EQ(range({"*"}).size, 0);
}

}  // namespace
}  // namespace ganglion::nn
