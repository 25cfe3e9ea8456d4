#include "ganglion/train/explain/explain.h"

#include <gmock/gmock.h>

#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/data/column_numbers.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/train/explain/explain_json.h"
#include "ganglion/train/explain/explain_picture.h"
#include "ganglion/train/explain/explain_text.h"
#include "ganglion/train/job/rows/job_data.h"
#include "tests/support/blobs.h"
#include "tests/support/numbers_of.h"

namespace ganglion::train {
namespace {

using support::numbers_of;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

data::Dataset row_of(std::initializer_list<float> features, Tensor target = {}) {
  data::Dataset row;
  row.features = Tensor::of<float>({1, std::ssize(features)}, features);
  row.targets = std::move(target);
  return row;
}

/// y = 2 relu(0.5 x - 0.5) + 1
Model two_neurons() {
  Sequential model({nn::Input({1}), nn::Dense{1, relu}, nn::Dense{1}});
  model.compile({.loss = nn::MeanSquaredError{}});
  model.set_weight("dense/kernel", Tensor::of<float>({1, 1}, {0.5F}));
  model.set_weight("dense/bias", Tensor::of<float>({1}, {-0.5F}));
  model.set_weight("dense_1/kernel", Tensor::of<float>({1, 1}, {2.0F}));
  model.set_weight("dense_1/bias", Tensor::of<float>({1}, {1.0F}));
  return model;
}

TEST(Explain, TwoNeuronsAreAsCalculatedByHand) {
  const Model model = two_neurons();
  const Explanation e = explain(model, row_of({3}, Tensor::of<float>({1}, {5})));
  ASSERT_EQ(e.layers.size(), 2U);
  EXPECT_THAT(numbers_of(e.layers[0].z->value), ElementsAre(1.0));
  EXPECT_THAT(numbers_of(e.layers[0].output.value), ElementsAre(1.0));
  EXPECT_THAT(numbers_of(e.layers[1].z->value), ElementsAre(3.0));
  EXPECT_EQ(e.loss, 4.0);                                                              // (3 - 5)^2
  EXPECT_THAT(numbers_of(*e.layers[1].z->derivative), ElementsAre(-4.0));              // 2 (3 - 5)
  EXPECT_THAT(numbers_of(*e.layers[1].parameters[0].derivative), ElementsAre(-4.0));   // -4 a
  EXPECT_THAT(numbers_of(*e.layers[0].output.derivative), ElementsAre(-8.0));          // -4 W
  EXPECT_THAT(numbers_of(*e.layers[0].z->derivative), ElementsAre(-8.0));              // z > 0
  EXPECT_THAT(numbers_of(*e.layers[0].parameters[0].derivative), ElementsAre(-24.0));  // -8 x
  EXPECT_THAT(numbers_of(*e.layers[0].parameters[1].derivative), ElementsAre(-8.0));
  EXPECT_THAT(numbers_of(*e.inputs[0].derivative), ElementsAre(-4.0));  // -8 * 0.5
}

TEST(Explain, ZIsTheWeightedSumAndAWhatTheActivationMakesOfIt) {
  Sequential model({nn::Input({2}), nn::Dense{2, sigmoid}, nn::Dense{1}});
  model.set_weight("dense/kernel", Tensor::of<float>({2, 2}, {1, 2, 3, 4}));
  model.set_weight("dense/bias", Tensor::of<float>({2}, {-1, 0.5F}));
  const Explanation e = explain(model, row_of({0.5F, -1}));
  EXPECT_THAT(numbers_of(e.layers[0].z->value), ElementsAre(0.5 - 3 - 1, 1.0 - 4 + 0.5));
  EXPECT_DOUBLE_EQ(numbers_of(e.layers[0].output.value)[0], 1 / (1 + std::exp(3.5)));
  EXPECT_EQ(e.goal, "output") << "without a target";
  EXPECT_FALSE(e.loss.has_value());
}

TEST(Explain, ConvolutionsHaveAWeightedSumToo) {
  Sequential model({nn::Input({1, 3}),
                    nn::Conv1D{.filters = 2, .kernel_size = {2}, .activation = relu},
                    nn::Conv1DTranspose{.filters = 1, .kernel_size = {2}, .use_bias = false},
                    nn::Flatten{}, nn::Dense{1}});
  model.set_weight("conv1d/kernel", Tensor::of<float>({2, 1, 2}, {1, 2, -1, 0.5F}));
  model.set_weight("conv1d/bias", Tensor::of<float>({2}, {0.5F, -1}));
  data::Dataset row;
  row.features = Tensor::of<float>({1, 1, 3}, {1, 0, 4});
  const Explanation e = explain(model, row);
  EXPECT_THAT(numbers_of(e.layers[0].z->value), ElementsAre(1.5, 8.5, -2, 1));
  EXPECT_THAT(numbers_of(e.layers[0].output.value), ElementsAre(1.5, 8.5, 0, 1));
  EXPECT_EQ(e.layers[1].formula, "x ∗ᵀ W");
  const std::string text = to_text(e);
  EXPECT_THAT(text, HasSubstr("conv1d (x: input): z = x ∗ W + b, a = relu(z)\n"));
  EXPECT_THAT(text, HasSubstr("dense (x: flatten): z = x W + b, a = z\n"));
}

TEST(Explain, ARecurrentLayerIsNoWeightedSum) {
  const Model model = Sequential({nn::Input({3, 2}), nn::LSTM{4}, nn::Dense{1}});
  data::Dataset row;
  row.features = Tensor(Shape{1, 3, 2});
  const Explanation e = explain(model, row);
  EXPECT_FALSE(e.layers[0].z.has_value());
  EXPECT_THAT(to_text(e), HasSubstr("lstm (x: input)\n"));
}

TEST(Explain, OfSeveralWeightedSumsTheLayersIsTheOneThatIsTheOthers) {
  const Model model =
      Sequential({nn::Input({2, 4, 4}), nn::SeparableConv2D{.filters = 3, .activation = relu},
                  nn::ResidualBlock{.filters = 3}, nn::Flatten{}, nn::Dense{1}});
  data::Dataset row;
  row.features = Tensor(Shape{1, 2, 4, 4});
  const Explanation e = explain(model, row);
  EXPECT_EQ(e.layers[0].formula, "x ∗ depthwise_kernel ∗ pointwise_kernel + b");
  EXPECT_FALSE(e.layers[1].z.has_value()) << "two convolutions with others between them";
}

/// Every derivative of the loss against a central difference of what evaluate() says.
void expect_derivatives(Model& model, const data::Dataset& row) {
  const Explanation e = explain(model, row);
  ASSERT_TRUE(e.loss.has_value());
  EXPECT_NEAR(*e.loss, model.evaluate(row).at("loss"), 1e-5);
  EXPECT_NEAR(*e.regularization, model.evaluate(row).penalty, 1e-5);
  constexpr float kStep = 1.0F / 256;
  const auto loss = [&] { return model.evaluate(row).at("loss"); };
  const auto difference = [&](const auto& move) {
    move(kStep);
    const double above = loss();
    move(-2 * kStep);
    const double below = loss();
    move(kStep);
    return (above - below) / (2.0 * static_cast<double>(kStep));
  };
  for (const ExplainedLayer& layer : e.layers) {
    for (const ExplainedValue& weight : layer.parameters) {
      for (std::size_t i = 0; i < static_cast<std::size_t>(weight.value.size()); ++i) {
        const double found = difference([&](float step) {
          Tensor moved = model.weight(weight.name);
          moved.values<float>()[i] += step;
          model.set_weight(weight.name, moved);
        });
        EXPECT_NEAR(numbers_of(*weight.derivative)[i], found, 1e-3) << weight.name << " " << i;
      }
    }
  }
  data::Dataset moved = row;
  for (std::size_t i = 0; i < static_cast<std::size_t>(row.features.size()); ++i) {
    const auto at = [&](float step) {
      moved.features.values<float>()[i] = row.features.values<float>()[i] + step;
      return model.evaluate(moved).at("loss");
    };
    const double found = (at(kStep) - at(-kStep)) / (2.0 * static_cast<double>(kStep));
    at(0);
    EXPECT_NEAR(numbers_of(*e.inputs[0].derivative)[i], found, 1e-3) << "input " << i;
  }
}

TEST(Explain, DerivativesAreFiniteDifferencesOfTheLoss) {
  const std::vector<nn::Layer> hidden = {
      nn::Input({3}), nn::Dense{.units = 4, .activation = tanh, .kernel_l2 = 0.01},
      nn::LayerNormalization{}, nn::Dense{3, gelu}};
  const auto with_output = [&](std::int64_t units, const nn::Loss& loss) {
    std::vector<nn::Layer> layers = hidden;
    layers.emplace_back(nn::Dense{units});
    Sequential model(layers);
    model.compile({.loss = loss, .seed = 7});
    return model;
  };
  Model regression = with_output(2, nn::MeanSquaredError{});
  expect_derivatives(regression, row_of({0.5F, -1, 2}, Tensor::of<float>({1, 2}, {1, -1})));
  Model binary = with_output(1, nn::BinaryCrossentropy{.from_logits = true});
  expect_derivatives(binary, row_of({0.5F, -1, 2}, Tensor::of<float>({1, 1}, {1})));
  Model labels = with_output(3, nn::BinaryCrossentropy{.from_logits = true});
  expect_derivatives(labels, row_of({0.5F, -1, 2}, Tensor::of<float>({1, 3}, {1, 0, 1})));
  Model classes = with_output(3, nn::SparseCategoricalCrossentropy{.from_logits = true});
  expect_derivatives(classes, row_of({0.5F, -1, 2}, Tensor::of<std::int32_t>({1}, {2})));
}

TEST(Explain, AttributionsOfALinearNetworkAreWeightTimesStep) {
  Sequential model({nn::Input({3}), nn::Dense{1}});
  model.set_weight("dense/kernel", Tensor::of<float>({3, 1}, {2, -1, 0.5F}));
  const data::Dataset baseline = row_of({1, 1, 0});
  const Explanation e = explain(model, row_of({3, 4, 0}), {.baseline = &baseline});
  ASSERT_EQ(e.outputs.size(), 1U);
  const auto& parts = e.outputs[0].features;
  EXPECT_NEAR(parts[0], 4, 1e-9);
  EXPECT_NEAR(parts[1], -3, 1e-9);
  EXPECT_EQ(parts[2], 0);
}

TEST(Explain, AttributionsOfAProductAreShared) {
  // For x0 x1 from 0 to (2, 3), each factor has half of it: the integral of 6 s over s in [0, 1].
  const nn::Input a({1}, {.name = "a"});
  const nn::Input b({1}, {.name = "b"});
  const Model model({a, b}, {nn::Layer(nn::Multiply{})({a, b})});
  data::Dataset row = row_of({2});
  row.more_features = {Tensor::of<float>({1, 1}, {3})};
  const Explanation e = explain(model, row);
  EXPECT_NEAR(e.outputs[0].features[0], 3, 1e-9);
  EXPECT_NEAR(e.outputs[0].features[1], 3, 1e-9);
  EXPECT_THAT(e.feature_names, ElementsAre("a[0]", "b[0]"));
}

TEST(Explain, AttributionsAreCompleteForNetworksThatBend) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Sequential model({nn::Input({4}), nn::Dense{32, relu}, nn::Dense{16, relu}, nn::Dense{3}});
    model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true}, .seed = seed});
    const Explanation e = explain(model, row_of({1, -2, 0.5F, 3}));
    const ExplainedOutput& output = e.outputs.at(0);
    const double difference = output.at_row - output.at_baseline;
    EXPECT_NEAR(output.sum, difference, 1e-3 * std::abs(difference)) << seed;
    const Tensor probabilities = model.predict(row_of({1, -2, 0.5F, 3}).features);
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_NEAR(e.prediction[i].second, probabilities.values<float>()[i], 1e-5);
    }
  }
}

TEST(Explain, AttributionsOfLargeNetworksAreCompleteInSinglePrecision) {
  Sequential model({nn::Input({1, 16, 16}), nn::Conv2D{.filters = 16, .activation = relu},
                    nn::MaxPooling{}, nn::Conv2D{.filters = 16, .activation = relu}, nn::Flatten{},
                    nn::Dense{1}});
  data::Dataset row;
  row.features = Tensor(Shape{1, 1, 16, 16});
  int next = 0;
  for (float& pixel : row.features.values<float>()) {
    pixel = static_cast<float>((next += 37) % 11) / 5.0F - 1.0F;
  }
  const ExplainedOutput output = explain(model, row).outputs.at(0);
  const double difference = output.at_row - output.at_baseline;
  EXPECT_NEAR(output.sum, difference, 2e-3 * std::abs(difference));
}

TEST(Explain, WholeNumbersAreKeptOnTheWay) {
  const nn::Input id({1}, {.name = "id", .dtype = DType::i32});
  const nn::Input x({1}, {.name = "x"});
  const nn::Symbol flat = nn::Flatten{}(nn::Embedding{.input_dim = 3, .output_dim = 2}(id));
  const Model model({id, x}, {nn::Dense{1}(nn::Layer(nn::Concatenate{})({flat, x}))});
  data::Dataset row;
  row.features = Tensor::of<std::int32_t>({1, 1}, {2});
  row.more_features = {Tensor::of<float>({1, 1}, {2})};
  const Explanation e = explain(model, row);
  EXPECT_FALSE(e.inputs[0].derivative.has_value());
  EXPECT_TRUE(std::isnan(e.outputs[0].features[0])) << "it has no contribution, which is not 0";
  EXPECT_NEAR(e.outputs[0].features[1], e.outputs[0].at_row - e.outputs[0].at_baseline, 1e-6);
  const std::string text = to_text(e);
  EXPECT_THAT(text, Not(HasSubstr("d/dx  id[0]")));
  EXPECT_THAT(text, Not(HasSubstr("\n  id[0]")));
  const io::Json json = to_json(e);
  EXPECT_TRUE(json.array("attributions")[0].array("features")[0].is_null());
}

TEST(Explain, TheWalkBackVisitsEachNodeOnce) {
  int per_layer = 0;
  for (int layers = 1; layers <= 32; layers *= 2) {
    std::vector<nn::Layer> list = {nn::Input({4})};
    for (int i = 0; i < layers; ++i) list.emplace_back(nn::Dense{4, tanh});
    Sequential model(list);
    model.compile({.loss = nn::MeanSquaredError{}});
    const Explanation e =
        explain(model, row_of({1, 2, 3, 4}, Tensor::of<float>({1, 4}, {0, 0, 0, 0})));
    EXPECT_EQ(e.count.visits, e.count.nodes);
    EXPECT_EQ(e.count.arrays, 2 * layers);
    EXPECT_EQ(e.count.reached, 2 * layers);
    EXPECT_EQ(e.count.parameters, 20 * layers);
    if (layers == 1) per_layer = 3;  // product, sum, tanh
    EXPECT_EQ(e.count.nodes - per_layer * layers, 5) << "and the loss";
  }
}

TEST(Explain, RefusesWhatIsNotOneRow) {
  const Model model = two_neurons();
  data::Dataset two;
  two.features = Tensor(Shape{2, 1});
  EXPECT_THAT([&] { explain(model, two); },
              ::testing::ThrowsMessage<Error>(HasSubstr("takes one row at a time, not 2")));
  EXPECT_THROW(explain(model, row_of({1, 2})), Error);
}

TEST(Explain, PicturesShowValueAndDerivativeAtEveryNode) {
  const Model model = two_neurons();
  const data::Dataset row = row_of({3}, Tensor::of<float>({1}, {5}));
  const std::string svg = draw_explanation(model, row, nullptr, PictureFormat::svg);
  for (const char* text : {"dense/kernel", "d loss = -24", "d loss = -8", ">= 4<", "relu"}) {
    EXPECT_THAT(svg, HasSubstr(text));
  }
  EXPECT_THAT(draw_explanation(model, row, nullptr, PictureFormat::dot), HasSubstr("digraph"));

  std::vector<nn::Layer> layers = {nn::Input({4})};
  for (int i = 0; i < 20; ++i) layers.emplace_back(nn::Dense{4, tanh});
  const std::string large =
      draw_explanation(Sequential(layers), row_of({1, 2, 3, 4}), nullptr, PictureFormat::svg);
  EXPECT_THAT(large, HasSubstr("dense_19"));
  EXPECT_THAT(large, HasSubstr("|d y / d z| = "));
  EXPECT_THAT(large, Not(HasSubstr("matmul"))) << "one box for each layer";
}

TEST(Explain, NumbersAreShortened) {
  EXPECT_EQ(numbers_text(Tensor::of<float>({2}, {0.5F, -0.0F})), "0.5, 0");
  Tensor ten(Shape{10});
  for (std::size_t i = 0; i < 10; ++i) ten.values<float>()[i] = static_cast<float>(i);
  EXPECT_EQ(numbers_text(ten), "0, 1, 2, 3, …, 9");
  EXPECT_EQ(numbers_text(ten, true), "0, 1, 2, 3, 4, 5, 6, 7, 8, 9");
}

}  // namespace
}  // namespace ganglion::train
