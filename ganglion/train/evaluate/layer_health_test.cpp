// Layers of every kind, and what is said of them.
#include "ganglion/train/evaluate/layer_health.h"

#include <gmock/gmock.h>

#include <cmath>

#include "ganglion/nn/averaged_network.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/losses/losses.h"
#include "ganglion/train/evaluate/measure_layers.h"

namespace ganglion::train {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Rows of numbers between -1 and 1, and targets.
data::Dataset some_rows(const Shape& example, std::int64_t count = 40) {
  data::Dataset rows;
  rows.features = Tensor(example.prepended(count));
  int next = 0;
  for (float& value : rows.features.values<float>()) {
    value = static_cast<float>((next += 37) % 41) / 20.0F - 1.0F;
  }
  rows.targets = Tensor(Shape{count, 1});
  for (float& value : rows.targets.values<float>()) {
    value = static_cast<float>((next += 29) % 7) / 3.0F - 1.0F;
  }
  return rows;
}

std::vector<LayerHealth> health_of(const Model& model, const data::Dataset& rows) {
  return layer_health(model, nn::MeanSquaredError{}, rows, 1);
}

std::vector<LayerFault> faults_of(const LayerHealth& layer) {
  std::vector<LayerFault> faults;
  for (const LayerVerdict& verdict : layer.verdicts) faults.push_back(verdict.fault);
  return faults;
}

TEST(LayerHealth, LooksIntoResidualBlocks) {
  Model model(nn::Network({nn::Input(Shape{1, 8}), nn::ResidualBlock{.filters = 3}, nn::Flatten{},
                           nn::Dense{.units = 1}}));
  // Whatever comes, the first activation of two filters is 0.
  model.set_weight("residual_block/norm_1/beta", Tensor::of(Shape{3}, {-100.0F, 100.0F, -100.0F}));
  const LayerHealth block = health_of(model, some_rows(Shape{1, 8})).at(0);
  EXPECT_EQ(block.kind, "residual_block");
  EXPECT_EQ(block.units, 6) << "three filters, twice";
  ASSERT_GE(block.dead_units.size(), 2U);
  EXPECT_EQ(block.dead_units[0], 0);
  EXPECT_EQ(block.dead_units[1], 2);
  EXPECT_GE(block.dead.value_or(0.0), 2.0 / 6.0);
}

TEST(LayerHealth, AnActivationLayerHasTheUnitsOfTheLayerBeforeIt) {
  Model filters(
      nn::Network({nn::Input(Shape{1, 4, 4}), nn::Conv2D{.filters = 4}, nn::BatchNormalization{},
                   nn::Activate{relu}, nn::Flatten{}, nn::Dense{.units = 1}}));
  filters.set_weight("conv2d/bias", Tensor::of(Shape{4}, {-100.0F, 0.0F, 0.0F, -100.0F}));
  const auto spatial = health_of(filters, some_rows(Shape{1, 4, 4}));
  EXPECT_FALSE(spatial[0].dead.has_value()) << "it has no activation of its own";
  EXPECT_THAT(spatial[2].dead_units, ElementsAre(0, 3));
  EXPECT_THAT(faults_of(spatial[2]), ElementsAre(LayerFault::dead_units));
  EXPECT_EQ(verdict_text(spatial[2], spatial[2].verdicts[0]),
            "activation: dead units: 2 of 4 give 0 for every row, and learn nothing");

  // A dense layer over five places: its units lie along the last axis.
  Model places(nn::Network({nn::Input(Shape{5, 3}), nn::Dense{.units = 4}, nn::Activate{relu},
                            nn::Flatten{}, nn::Dense{.units = 1}}));
  places.set_weight("dense/bias", Tensor::of(Shape{4}, {0.0F, -100.0F, 0.0F, 0.0F}));
  const auto flat = health_of(places, some_rows(Shape{5, 3}));
  EXPECT_EQ(flat[1].units, 4);
  EXPECT_THAT(flat[1].dead_units, ElementsAre(1));
}

TEST(LayerHealth, SmoothActivationsDieAndSaturateToo) {
  const auto first_layer = [](nn::Activation activation) {
    Model model(nn::Network({nn::Input(Shape{2}), nn::Dense{.units = 2, .activation = activation},
                             nn::Dense{.units = 1}}));
    model.set_weight("dense/bias", Tensor::of(Shape{2}, {-100.0F, 1.0F}));
    return health_of(model, some_rows(Shape{2})).at(0);
  };
  for (const nn::Activation activation : {relu, gelu, silu, softplus}) {
    EXPECT_THAT(first_layer(activation).dead_units, ElementsAre(0)) << nn::name_of(activation);
  }
  for (const nn::Activation activation : {sigmoid, tanh, elu}) {
    EXPECT_THAT(first_layer(activation).saturated_units, ElementsAre(0)) << nn::name_of(activation);
  }
  EXPECT_FALSE(first_layer(linear).dead.has_value());
  EXPECT_FALSE(first_layer(leaky_relu).dead.has_value()) << "its slope is never 0";
}

nn::Network chain(nn::Activation activation, double weights) {
  std::vector<nn::Layer> layers = {nn::Input(Shape{8})};
  for (int i = 0; i < 6; ++i) {
    layers.emplace_back(
        nn::Dense{.units = 8, .activation = activation, .kernel_initializer = nn::normal(weights)});
  }
  layers.emplace_back(nn::Dense{.units = 1});
  return nn::Network(std::move(layers));
}

TEST(LayerHealth, NamesVanishingAndExplodingGradients) {
  const data::Dataset rows = some_rows(Shape{8});
  const auto sigmoids = health_of(Model(chain(sigmoid, 0.3)), rows);
  EXPECT_THAT(faults_of(sigmoids[0]), ElementsAre(LayerFault::vanishing_gradient));
  EXPECT_LT(sigmoids[0].verdicts[0].number, kVanishingRatio);
  EXPECT_EQ(sigmoids[0].verdicts[0].number, sigmoids[0].gradient_ratio);
  EXPECT_EQ(sigmoids[0].gradient_ratio,
            gradient_per_weight(*sigmoids[0].gradient_norm, sigmoids[0].parameters) /
                gradient_per_weight(*sigmoids[6].gradient_norm, sigmoids[6].parameters));
  EXPECT_TRUE(faults_of(sigmoids[6]).empty());
  EXPECT_THAT(verdict_text(sigmoids[0], sigmoids[0].verdicts[0]),
              HasSubstr("dense: vanishing gradient: "));

  const auto large = health_of(Model(chain(linear, 3.0)), rows);
  EXPECT_THAT(faults_of(large[0]), ElementsAre(LayerFault::exploding_gradient));
  EXPECT_GT(large[0].verdicts[0].number, 100.0);

  // He et al. 2015: what comes out of a ReLU layer is as large as what goes in.
  for (const LayerHealth& layer : health_of(Model(chain(relu, std::sqrt(2.0 / 8.0))), rows)) {
    for (const LayerFault fault : faults_of(layer)) EXPECT_EQ(fault, LayerFault::dead_units);
  }
}

/// Of a layer with that gradient before one of 100 weights with a gradient of 1.
std::vector<LayerFault> faults_before_one(double norm, std::int64_t parameters) {
  std::vector<LayerHealth> layers = {
      {.name = "first", .kind = "dense", .parameters = parameters, .gradient_norm = norm},
      {.name = "last", .kind = "dense", .parameters = 100, .gradient_norm = 1.0}};
  judge_layers(layers, 1, {"last"});
  return faults_of(layers[0]);
}

TEST(LayerHealth, GradientsAreComparedPerWeight) {
  EXPECT_THAT(faults_before_one(0.0011, 100), ::testing::IsEmpty());
  EXPECT_THAT(faults_before_one(0.0009, 100), ElementsAre(LayerFault::vanishing_gradient));
  EXPECT_THAT(faults_before_one(0.0011, 10'000), ElementsAre(LayerFault::vanishing_gradient));
  EXPECT_THAT(faults_before_one(0.0009, 1), ::testing::IsEmpty());
}

TEST(LayerHealth, AnOutputMayBeSure) {
  Model model(nn::Network({nn::Input(Shape{2}), nn::Dense{.units = 1, .activation = sigmoid}}));
  model.set_weight("dense/bias", Tensor::of(Shape{1}, {100.0F}));
  const LayerHealth output = health_of(model, some_rows(Shape{2})).at(0);
  EXPECT_EQ(output.saturated, 1.0);
  EXPECT_TRUE(output.verdicts.empty());
}

TEST(LayerHealth, NetworksOfAnEnsembleAreJudgedOneByOne) {
  const nn::Network member(
      {nn::Input(Shape{2}), nn::Dense{.units = 2, .activation = relu}, nn::Dense{.units = 1}});
  Model model(nn::averaged_network(member, 2));
  model.set_weight("net2_dense/bias", Tensor::of(Shape{2}, {-100.0F, -100.0F}));
  const auto layers = health_of(model, some_rows(Shape{2}));
  const auto worst = worst_of_copies(layers, 2);
  ASSERT_EQ(worst.size(), 2U);
  EXPECT_EQ(worst[0].name, "dense");
  EXPECT_EQ(worst[0].dead, 1.0);
  EXPECT_THAT(
      health_lines(layers, 2),
      ElementsAre(
          "dense: dead units: 2 of 2 give 0 for every row, and learn nothing",
          HasSubstr("dense: vanishing gradient: 0 of the last layer's arrives, per weight")));
  const io::Json json = health_json(layers);
  const io::Json& first = json.as_array()[0];
  EXPECT_EQ(first.text("name"), "net1_dense");
  EXPECT_TRUE(first.at("saturated").is_null()) << "not 0: ReLU has no such thing";
  bool found = false;
  for (const io::Json& layer : json.as_array()) {
    if (layer.text("name") != "net2_dense") continue;
    found = true;
    EXPECT_EQ(layer.array("faults")[0].text("fault"), "dead_units");
    EXPECT_EQ(layer.array("faults")[0].number("number"), 1.0);
  }
  EXPECT_TRUE(found);
}

TEST(LayerHealth, SaysThatNothingIsWrong) {
  const Model model(nn::Network(
      {nn::Input(Shape{2}), nn::Dense{.units = 3, .activation = ganglion::tanh}, nn::Dense{1}}));
  EXPECT_THAT(
      health_lines(health_of(model, some_rows(Shape{2})), 1),
      ElementsAre(HasSubstr("no layer with mostly dead or saturated units; gradients from")));
}

}  // namespace
}  // namespace ganglion::train
