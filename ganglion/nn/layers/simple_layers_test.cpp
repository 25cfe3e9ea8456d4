// Layers that are a formula: their values by hand, as Keras' layers of these names give them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/network.h"
#include "ganglion/runtime/interpreter.h"
#include "tests/support/error_of.h"
#include "tests/support/numbers_of.h"

namespace ganglion::nn {
namespace {

using support::error_of;
using support::numbers_of;
using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pointwise;

using Numbers = std::vector<double>;

/// What a network gives in f64 for one row of each input, with all parameters `parameter`.
Numbers outputs_of(const Network& network, const std::vector<Numbers>& inputs,
                   double parameter = 0.0) {
  Graph graph;
  GraphBuilder builder(graph, network.layout(), {.dtype = DType::f64});
  const auto outputs = network.build(builder, network.add_inputs(builder, 1));
  std::map<std::string, Tensor> feeds;
  feeds["parameters"] = Tensor(Shape{network.layout().size}, DType::f64);
  for (double& value : feeds["parameters"].values<double>()) value = parameter;
  feeds["state"] = Tensor(Shape{network.layout().state_size}, DType::f64);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const InputSpec& spec = network.inputs()[i];
    feeds[spec.name] = Tensor::of(spec.shape.prepended(1), inputs[i]);
  }
  return numbers_of(runtime::Evaluation(graph, feeds).at(outputs[0]));
}

Numbers of_row(const Layer& layer, const Numbers& row, double parameter = 0.0) {
  return outputs_of(Network({Input{{std::ssize(row)}}, layer}), {row}, parameter);
}

const Numbers kRow = {-2.0, -0.5, 0.0, 0.25, 3.0, 9.0};

TEST(SimpleLayers, ReLU) {
  EXPECT_THAT(of_row(ReLU{}, kRow), ElementsAre(0, 0, 0, 0.25, 3, 9));
  EXPECT_THAT(of_row(ReLU{.negative_slope = 0.3}, kRow),
              Pointwise(DoubleNear(1e-15), Numbers{-0.6, -0.15, 0, 0.25, 3, 9}));
  EXPECT_THAT(of_row(ReLU{.max_value = 6}, kRow), ElementsAre(0, 0, 0, 0.25, 3, 6));
  EXPECT_THAT(of_row(ReLU{.threshold = 1}, kRow), ElementsAre(0, 0, 0, 0, 3, 9));
  // Below the threshold t: slope (x - t).
  EXPECT_THAT(of_row(ReLU{.negative_slope = 0.5, .threshold = 1, .max_value = 4}, kRow),
              Pointwise(DoubleNear(1e-15), Numbers{-1.5, -0.75, -0.5, -0.375, 3, 4}));
  EXPECT_THAT(error_of([] {
                Network({Input{{2}}, ReLU{.max_value = -1}});
              }),
              HasSubstr("max_value = -1 must lie above 0"));
}

TEST(SimpleLayers, ELUAndPReLU) {
  EXPECT_THAT(of_row(ELU{0.5}, kRow),
              Pointwise(DoubleNear(1e-15),
                        Numbers{0.5 * std::expm1(-2.0), 0.5 * std::expm1(-0.5), 0, 0.25, 3, 9}));
  EXPECT_THAT(of_row(PReLU{}, kRow, 0.1),
              Pointwise(DoubleNear(1e-15), Numbers{-0.2, -0.05, 0, 0.25, 3, 9}));
  const Network images({Input{{3, 4, 5}}, PReLU{{2, 3}}});
  EXPECT_EQ(images.layout().find("prelu/alpha")->shape, (Shape{3, 1, 1}));
  EXPECT_THAT(error_of([] {
                Network({Input{{3}}, PReLU{{2}}});
              }),
              HasSubstr("shared_axes has 2, which is no axis of [None, 3] behind the batch"));
}

TEST(SimpleLayers, Rescaling) {
  EXPECT_THAT(of_row(Rescaling{2.0, -1.0}, kRow), ElementsAre(-5, -2, -1, -0.5, 5, 17));
}

TEST(SimpleLayers, SubtractMaximumMinimum) {
  const Input a({3});
  const Input b({3});
  const std::vector<Numbers> rows = {{1, 5, -2}, {4, 2, -2}};
  EXPECT_THAT(outputs_of(Network({a, b}, {Subtract{}(a, b)}), rows), ElementsAre(-3, 3, 0));
  EXPECT_THAT(outputs_of(Network({a, b}, {Maximum{}({a, b})}), rows), ElementsAre(4, 5, -2));
  EXPECT_THAT(outputs_of(Network({a, b}, {Minimum{}({a, b})}), rows), ElementsAre(1, 2, -2));
  EXPECT_THAT(error_of([&] {
                Network({a, b}, {Layer(Subtract{})({a, b, a})});
              }),
              HasSubstr("subtract: takes two inputs"));
}

TEST(SimpleLayers, ZeroPaddingAndCroppingByTheirSides) {
  const Numbers image = {1, 2, 3, 4};
  // In front and behind: top 0, left 1, bottom 1, right 0.
  EXPECT_THAT(outputs_of(Network({Input{{1, 2, 2}}, ZeroPadding{{0, 1, 1, 0}}}), {image}),
              ElementsAre(0, 1, 2, 0, 3, 4, 0, 0, 0));
  EXPECT_THAT(outputs_of(Network({Input{{1, 2, 2}}, Cropping{{0, 1, 1, 0}}}), {image}),
              ElementsAre(2));
}

}  // namespace
}  // namespace ganglion::nn
