#include "ganglion/train/explain/maps/activation_maps.h"

#include <gmock/gmock.h>

#include "ganglion/core/error.h"
#include "ganglion/data/column_numbers.h"
#include "ganglion/nn/layers/layers.h"
#include "tests/support/numbers_of.h"

namespace ganglion::train {
namespace {

using support::numbers_of;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

data::Dataset one(const Shape& shape, const std::vector<float>& values) {
  data::Dataset row;
  row.features = Tensor::of<float>(shape.prepended(1), values);
  return row;
}

TEST(ActivationMaps, AreAsCalculatedByHand) {
  // A_1 = x, A_2 = 5 - x (both above 0); y = (1 2 3 -2) A_1 + (-1 -1 1 -1) A_2.
  Sequential model({nn::Input({1, 2, 2}),
                    nn::Conv2D{.filters = 2, .kernel_size = {1}, .activation = relu}, nn::Flatten{},
                    nn::Dense{1}});
  model.set_weight("conv2d/kernel", Tensor::of<float>({2, 1, 1, 1}, {1, -1}));
  model.set_weight("conv2d/bias", Tensor::of<float>({2}, {0, 5}));
  model.set_weight("dense/kernel", Tensor::of<float>({8, 1}, {1, 2, 3, -2, -1, -1, 1, -1}));
  const ActivationMaps maps = activation_maps(model, one({1, 2, 2}, {1, 2, 3, 4}), nullptr);
  EXPECT_EQ(maps.kind, data::SampleKind::image);
  EXPECT_EQ(maps.goal, "output");
  EXPECT_THAT(numbers_of(maps.input), ElementsAre(1, 2, 3, 4));
  ASSERT_EQ(maps.layers.size(), 1U) << "flatten and dense have no places";
  EXPECT_THAT(numbers_of(maps.layers[0].maps), ElementsAre(1, 2, 3, 4, 4, 3, 2, 1));
  EXPECT_THAT(numbers_of(maps.filters->maps), ElementsAre(1, -1));
  // dy/dx = (1 + 1, 2 + 1, 3 - 1, -2 + 1), times x.
  EXPECT_THAT(numbers_of(maps.saliency), ElementsAre(2, 6, 6, -4));
  // a_1 = 1, a_2 = -1/2: relu(x - (5 - x) / 2).
  EXPECT_EQ(maps.grad_cam->layer, "conv2d");
  EXPECT_THAT(numbers_of(maps.grad_cam->maps), ElementsAre(0, 0.5, 2, 3.5));
}

TEST(ActivationMaps, GradCamLooksBehindTheActivation) {
  const auto maps_of = [](std::vector<nn::Layer> first) {
    std::vector<nn::Layer> layers = {nn::Input({1, 4})};
    layers.insert(layers.end(), first.begin(), first.end());
    layers.insert(layers.end(), {nn::MaxPooling{}, nn::Flatten{}, nn::Dense{1}});
    Sequential model(layers);
    model.set_weight("conv1d/kernel", Tensor::of<float>({2, 1, 1}, {1, -2}));
    model.set_weight("conv1d/bias", Tensor::of<float>({2}, {-0.5F, 3}));
    model.set_weight("dense/kernel", Tensor::of<float>({4, 1}, {1, 2, -1, 0.5F}));
    return activation_maps(model, one({1, 4}, {1, 2, 0.25F, -1}), nullptr);
  };
  const ActivationMaps one_layer =
      maps_of({nn::Conv1D{.filters = 2, .kernel_size = {1}, .activation = relu}});
  const ActivationMaps two_layers =
      maps_of({nn::Conv1D{.filters = 2, .kernel_size = {1}}, nn::Activate{relu}, nn::Dropout{0.5}});
  EXPECT_EQ(numbers_of(two_layers.grad_cam->maps), numbers_of(one_layer.grad_cam->maps));
  EXPECT_EQ(two_layers.kind, data::SampleKind::signal);
  EXPECT_EQ(two_layers.layers.size(), 3U) << "dropout changes nothing here, and isn't shown";
}

TEST(ActivationMaps, SequencesAreDrawnAlongTheirSteps) {
  Sequential model(
      {nn::Input({1, 3}), nn::Permute{{2, 1}},
       nn::SimpleRNN{
           .units = 2, .activation = nn::CellActivation::linear, .return_sequences = true},
       nn::Permute{{2, 1}}, nn::GlobalAveragePooling{}, nn::Dense{1}});
  model.set_weight("simple_rnn/kernel", Tensor::of<float>({1, 2}, {1, 10}));
  model.set_weight("simple_rnn/recurrent_kernel", Tensor::of<float>({2, 2}, {0, 0, 0, 0}));
  const ActivationMaps maps = activation_maps(model, one({1, 3}, {1, 2, 3}), nullptr);
  ASSERT_EQ(maps.layers.size(), 1U) << "the permutations change no number";
  EXPECT_EQ(maps.layers[0].layer, "simple_rnn");
  EXPECT_EQ(maps.layers[0].maps.shape(), (Shape{2, 3}));
  EXPECT_THAT(numbers_of(maps.layers[0].maps), ElementsAre(1, 2, 3, 10, 20, 30));
}

TEST(ActivationMaps, WeightsOfADenseLayerAreSeenAsPictures) {
  Sequential model({nn::Input({1, 1, 2}), nn::Flatten{}, nn::Dense{2}});
  model.set_weight("dense/kernel", Tensor::of<float>({2, 2}, {1, 2, 3, 4}));
  const ActivationMaps maps = activation_maps(model, one({1, 1, 2}, {1, 1}), nullptr);
  EXPECT_EQ(maps.filters->maps.shape(), (Shape{2, 1, 1, 2}));
  EXPECT_THAT(numbers_of(maps.filters->maps), ElementsAre(1, 3, 2, 4));
  EXPECT_FALSE(maps.grad_cam.has_value());
}

TEST(ActivationMaps, InputIsInTheUnitThatWasRead) {
  data::PreprocessingState state{.targets = {{.name = "y"}}};
  state.samples =
      data::SampleFeatures{.shape = Shape{2, 1, 1}, .scaling = {.mean = {100, 10}, .std = {50, 2}}};
  const data::Preprocessing preprocessing(state);
  const Model model = Sequential({nn::Input({2, 1, 1}), nn::Flatten{}, nn::Dense{1}});
  const ActivationMaps maps = activation_maps(model, one({2, 1, 1}, {-1, 3}), &preprocessing);
  EXPECT_THAT(numbers_of(maps.input), ElementsAre(50, 16));
}

TEST(ActivationMaps, RefusesRowsWithoutPlaces) {
  const Model model = Sequential({nn::Input({3}), nn::Dense{1}});
  EXPECT_THAT(
      [&] {
        activation_maps(model, one({3}, {1, 2, 3}), nullptr);
      },
      ThrowsMessage<Error>(HasSubstr("not [3]")));
}

}  // namespace
}  // namespace ganglion::train
