#include "ganglion/train/job/network/initial_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/network_text.h"
#include "tests/support/numbers_of.h"

namespace ganglion::train {
namespace {

using support::numbers_of;
using testing::ElementsAre;

/// As read from Keras: channels last, and names of its own.
Model model_of_keras() {
  const nn::Layer conv = nn::Layer(nn::Conv2D{.filters = 2}).named("edges");
  const nn::Layer dense = nn::Layer(nn::Dense{5, relu}).named("fc1");
  return Model(
      nn::Network({nn::Input({8, 8, 1}), nn::Permute{{3, 1, 2}}, conv, nn::Permute{{2, 3, 1}},
                   nn::Flatten{}, dense, nn::Layer(nn::Dense{3}).named("classes")}),
      7);
}

TEST(InitialModel, OfChannelsLastServesImagesWithChannelsFirst) {
  const Model initial = model_of_keras();
  const std::string text = hidden_text(initial);
  EXPECT_EQ(text.find("permute 3x1x2"), std::string::npos) << text;
  EXPECT_NE(text.find("permute 2x3x1; flatten"), std::string::npos) << text;
  std::vector<nn::Layer> layers = nn::parse_network(text);
  layers.insert(layers.begin(), nn::Input({1, 8, 8}));
  layers.emplace_back(nn::Dense{4});
  Model model(nn::Network(std::move(layers)), 1);
  const CopiedWeights weights = start_from(initial, model);
  EXPECT_THAT(weights.copied,
              ElementsAre("conv2d/kernel", "conv2d/bias", "dense/kernel", "dense/bias"));
  EXPECT_TRUE(weights.skipped.empty());
  EXPECT_EQ(numbers_of(model.weight("conv2d/kernel")), numbers_of(initial.weight("edges/kernel")));
  EXPECT_EQ(numbers_of(model.weight("dense/kernel")), numbers_of(initial.weight("fc1/kernel")));
}

}  // namespace
}  // namespace ganglion::train
