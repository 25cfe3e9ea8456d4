#include "ganglion/nn/layers/conv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "ganglion/core/error.h"
#include "ganglion/core/rng.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/network.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/plan.h"
#include "tests/support/error_of.h"

namespace ganglion::nn {
namespace {

using support::error_of;

using testing::HasSubstr;

Shape shape_after(const Shape& input, const Layer& layer) {
  return Network({Input(input), layer}).output_shapes().front();
}

std::string layer_error(const Shape& input, const Layer& layer) {
  return error_of([&] { Network({Input(input), layer}); });
}

struct Setting {
  bool training = false;
};

/// The network's output for x, from freshly drawn parameters.
std::vector<float> run_once(const Network& network, Tensor x, const Setting& setting = {}) {
  Graph graph;
  GraphBuilder builder(graph, network.layout(), {.training = setting.training, .seed = 3});
  graph.set_output("y", network.build(builder, network.add_inputs(builder, x.shape()[0]))[0]);
  Tensor parameters = initial_parameters(network.layout(), 1);
  Tensor state = initial_state(network.layout(), 1);
  Tensor step = Tensor::scalar(1);
  runtime::Plan plan(graph);
  for (auto& [name, tensor] : std::map<std::string, Tensor*>{
           {"input", &x}, {"parameters", &parameters}, {"state", &state}, {"step", &step}}) {
    if (plan.has(name)) plan.bind(name, *tensor);
  }
  plan.run();
  const Tensor y = plan.read("y");
  return {y.values<float>().begin(), y.values<float>().end()};
}

Tensor drawn_input(const Shape& shape, std::uint64_t stream = 1) {
  Tensor tensor(shape);
  auto values = tensor.values<float>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(random_normal(7, stream, i));
  }
  return tensor;
}

TEST(ConvLayer, Shapes) {
  EXPECT_EQ(shape_after({3, 32, 30}, Conv2D{.filters = 8}), (Shape{8, 30, 28}));
  EXPECT_EQ(shape_after({3, 7, 8}, Conv2D{.filters = 8, .strides = {2}, .padding = "same"}),
            (Shape{8, 4, 4}));
  EXPECT_EQ(shape_after({1, 8, 8}, Conv2D{.filters = 2, .kernel_size = {3, 1}, .padding = "1x0"}),
            (Shape{2, 8, 8}));
  EXPECT_EQ(shape_after({1, 9, 9}, Conv2D{.filters = 2, .dilation = {2, 4}}), (Shape{2, 5, 1}));
  EXPECT_EQ(shape_after({2, 10}, Conv1D{.filters = 4, .padding = "causal"}), (Shape{4, 10}));
  EXPECT_EQ(shape_after({2, 10}, Conv1D{.filters = 4, .padding = "2"}), (Shape{4, 12}));
  EXPECT_EQ(shape_after({4, 5, 5}, Conv2DTranspose{.filters = 2, .strides = {2}}),
            (Shape{2, 11, 11}));
  EXPECT_EQ(shape_after({4, 5}, Conv1DTranspose{.filters = 2, .strides = {2}, .padding = "1"}),
            (Shape{2, 9}));
  // Keras: (n - 1) stride + max(kernel, stride); PyTorch, with padding in numbers, stays shorter.
  EXPECT_EQ(shape_after({1, 4}, Conv1DTranspose{.filters = 1, .kernel_size = {2}, .strides = {3}}),
            (Shape{1, 12}));
  EXPECT_EQ(shape_after(
                {1, 4},
                Conv1DTranspose{.filters = 1, .kernel_size = {2}, .strides = {3}, .padding = "0"}),
            (Shape{1, 11}));
  EXPECT_EQ(shape_after({4, 7, 9}, MaxPooling2D{}), (Shape{4, 3, 4}));
  EXPECT_EQ(shape_after({4, 7}, AveragePooling1D{.pool_size = {3}, .padding = "same"}),
            (Shape{4, 3}));
  EXPECT_EQ(shape_after({4, 7, 9}, GlobalAveragePooling{}), (Shape{4}));
  EXPECT_EQ(shape_after({4, 7}, UpSampling{{3}}), (Shape{4, 21}));
  EXPECT_EQ(shape_after({4, 7, 9}, ZeroPadding{{1, 0}}), (Shape{4, 9, 9}));
  EXPECT_EQ(shape_after({4, 7, 9}, Cropping{{2, 3}}), (Shape{4, 3, 3}));
  EXPECT_EQ(shape_after({4, 7, 9}, ZeroPadding{{1, 2, 3, 4}}), (Shape{4, 11, 15}));
  EXPECT_EQ(shape_after({4, 7}, Cropping{{1, 2}}), (Shape{4, 4}));
  EXPECT_EQ(shape_after({4, 8, 8}, ResidualBlock{.filters = 8, .strides = {2}}), (Shape{8, 4, 4}));
}

TEST(ConvLayer, CountsItsParameters) {
  const Network network({Input{{4, 9, 9}}, Conv2D{.filters = 6, .groups = 2}});
  EXPECT_EQ(network.layout().find("conv2d/kernel")->shape, (Shape{6, 2, 3, 3}));
  EXPECT_EQ(network.layout().find("conv2d/bias")->shape, (Shape{6}));
  const Network residual({Input{{4, 9}}, ResidualBlock{.filters = 4}});
  EXPECT_NE(residual.layout().find("residual_block/conv_2/kernel"), nullptr);
  EXPECT_EQ(residual.layout().find("residual_block/shortcut/kernel"), nullptr);
}

TEST(ConvLayer, SaysWhatDoesNotFit) {
  EXPECT_THAT(layer_error({8}, Conv2D{.filters = 2}),
              HasSubstr("conv2d: needs an input [None, channels, height, width], got [None, 8]"));
  EXPECT_THAT(layer_error({2, 4, 4}, Conv2D{.filters = 2, .kernel_size = {5}}),
              HasSubstr("a window of 5x5 is larger than [None, 2, 4, 4]"));
  EXPECT_THAT(layer_error({2, 4, 4}, Conv2D{.filters = 2, .dilation = {3}}),
              HasSubstr("with dilation 3x3"));
  EXPECT_THAT(layer_error({2, 4, 4}, Conv2D{.filters = 3, .groups = 2}),
              HasSubstr("groups = 2 must divide the 2 channels of [None, 2, 4, 4] and the 3"));
  EXPECT_THAT(layer_error({2, 4, 4}, Conv2D{.filters = 3, .kernel_size = {1, 2, 3}}),
              HasSubstr("kernel_size = 1x2x3 must be one number or 2"));
  EXPECT_THAT(layer_error({2, 4, 4}, Conv2D{.filters = 3, .strides = {0}}),
              HasSubstr("strides = 0 must be at least 1"));
  EXPECT_THAT(layer_error({2, 4, 4}, Conv2D{.filters = 3, .padding = "full"}),
              HasSubstr("padding = full must be valid, same"));
  EXPECT_THAT(layer_error({2, 4, 4}, Conv2D{.filters = 3, .padding = "causal"}),
              HasSubstr("is for signals"));
  EXPECT_THAT(layer_error({2, 4, 4}, Conv2D{.filters = 3, .activation = softmax}),
              HasSubstr("softmax works over the last axis"));
  EXPECT_THAT(layer_error({2, 4, 4}, Conv2D{}), HasSubstr("filters = 0 must be at least 1"));
  EXPECT_THAT(layer_error({2, 4, 4}, MaxPooling{.pool_size = {2}, .padding = "2"}),
              HasSubstr("padding = 2 must be smaller than pool_size = 2x2"));
  EXPECT_THAT(layer_error({2, 4, 4}, Cropping{{2}}),
              HasSubstr("leaves nothing of [None, 2, 4, 4]"));
  EXPECT_THAT(layer_error({6, 4}, GroupNormalization{4}),
              HasSubstr("groups = 4 must divide the 6"));
}

TEST(ConvLayer, CausalWindowsSeeNothingThatComesLater) {
  const Network network({Input{{1, 8}}, Conv1D{.filters = 2, .padding = "causal", .dilation = {2}},
                         Conv1D{.filters = 1, .padding = "causal"}});
  Tensor x = drawn_input({1, 1, 8});
  const auto before = run_once(network, x);
  x.values<float>()[5] += 1.0F;
  const auto after = run_once(network, x);
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(before[i] == after[i], i < 5) << i;
}

TEST(ConvLayer, TheFunctionOfOneLayerIsThatOfTheOther) {
  // A group for each channel is a depthwise convolution; a window over everything a dense layer.
  const Tensor x = drawn_input({2, 3, 4, 4});
  EXPECT_EQ(run_once({Input{{3, 4, 4}}, Layer(DepthwiseConv2D{}).named("a")}, x),
            run_once({Input{{3, 4, 4}}, Layer(Conv2D{.filters = 3, .groups = 3}).named("a")}, x));
  EXPECT_EQ(shape_after({3, 4, 4}, Conv2D{.filters = 5, .kernel_size = {4}}), (Shape{5, 1, 1}));
  const auto once = run_once({Input{{3, 4, 4}}, GlobalMaxPooling{}}, x);
  EXPECT_EQ(run_once({Input{{3, 4, 4}}, MaxPooling{{4}}}, x), once);
}

TEST(SpatialDropoutLayer, DropsWholeChannels) {
  const Network network({Input{{50, 4}}, SpatialDropout{0.4}});
  const Tensor x = drawn_input({3, 50, 4});
  const auto y = run_once(network, x, {.training = true});
  int dropped = 0;
  for (std::size_t channel = 0; channel < 150; ++channel) {
    std::set<float> factors;
    for (std::size_t i = channel * 4; i < channel * 4 + 4; ++i) {
      factors.insert(std::round(y[i] / x.values<float>()[i] * 100));
    }
    EXPECT_EQ(factors.size(), 1U);
    dropped += *factors.begin() == 0 ? 1 : 0;
  }
  EXPECT_NEAR(dropped, 60, 30);
}

TEST(ConvLayer, StepsWiderThanTheWindowLeaveGaps) {
  // Each element puts its window of two at every third place; Keras ends with a gap, too.
  const Network network({Input{{1, 2}}, Conv1DTranspose{.filters = 1,
                                                        .kernel_size = {2},
                                                        .strides = {3},
                                                        .kernel_initializer = values({5, 7}),
                                                        .bias_initializer = constant(0.5)}});
  EXPECT_THAT(run_once(network, Tensor::of<float>({1, 1, 2}, {1, 2})),
              testing::ElementsAre(5.5, 7.5, 0.5, 10.5, 14.5, 0.5));
}

/// The largest weight of a kernel that is drawn uniformly.
double largest_weight(const Network& network, std::string_view path) {
  const Tensor all = initial_parameters(network.layout(), 1);
  const ParameterSpec* spec = network.layout().find(path);
  const Tensor kernel = parameter_of(all, *spec);
  double largest = 0.0;
  for (const float weight : kernel.values<float>()) {
    largest = std::max(largest, std::abs(static_cast<double>(weight)));
  }
  return largest;
}

TEST(ConvLayer, FansOfDepthwiseKernelsAreThoseOfKeras) {
  // Keras' kernel is [3, 3, 64 channels, 2 each]: fan_in 9 * 64, fan_out 9 * 2; Glorot's bound is
  // sqrt(6 / (fan_in + fan_out)), He's sqrt(6 / fan_in). The largest of 1,152 is within 2 % of it.
  const auto depthwise = [](const Initializer& initializer) {
    return Network({Input{{64, 8, 8}},
                    DepthwiseConv2D{.depth_multiplier = 2, .kernel_initializer = initializer}});
  };
  const double glorot = std::sqrt(6.0 / (9 * 64 + 9 * 2));
  const double largest = largest_weight(depthwise(glorot_uniform()), "depthwise_conv2d/kernel");
  EXPECT_LE(largest, glorot);
  EXPECT_GE(largest, 0.98 * glorot);
  const double he = std::sqrt(6.0 / (9 * 64));
  const double he_largest = largest_weight(depthwise(he_uniform()), "depthwise_conv2d/kernel");
  EXPECT_LE(he_largest, he);
  EXPECT_GE(he_largest, 0.98 * he);
  const Network separable({Input{{64, 8, 8}}, SeparableConv2D{.filters = 4}});
  EXPECT_LE(largest_weight(separable, "separable_conv2d/depthwise_kernel"),
            std::sqrt(6.0 / (9 * 64 + 9)));
}

TEST(ConvLayer, ABatchDividesAmongReplicas) {
  const Network network(
      {Input{{2, 8, 8}}, Conv2D{.filters = 4, .padding = "same", .activation = relu},
       BatchNormalization{}, MaxPooling{}, SpatialDropout{0.2},
       ResidualBlock{.filters = 6, .strides = {2}}, UpSampling{}, ZeroPadding{}, AveragePooling{},
       GroupNormalization{2}, SeparableConv2D{.filters = 3, .kernel_size = {2}},
       Conv2DTranspose{.filters = 2, .kernel_size = {2}}, GlobalAveragePooling{}});
  Graph graph;
  GraphBuilder builder(graph, network.layout(), {.training = true, .seed = 3});
  const Value y = network.build(builder, network.add_inputs(builder, 8))[0];
  graph.set_output("loss", ops::reduce_mean(ops::square(y)));
  builder.assign_state();
  EXPECT_EQ(runtime::Plan(graph, {.replicas = 4}).replicas(), 4);
  // And it is saved and made again.
  EXPECT_EQ(Network(network.record()).summary(), network.summary());
}

}  // namespace
}  // namespace ganglion::nn
