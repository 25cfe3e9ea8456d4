#include "ganglion/io/onnx/layers/to_network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "ganglion/io/trial.h"
#include "tests/support/numbers_of.h"
#include "tests/support/onnx_models.h"

namespace ganglion::io::onnx {
namespace {

using support::numbers_of;
using support::OnnxModel;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> kinds_of(const NetworkForm& form) {
  std::vector<std::string> kinds;
  if (!form.model) return {form.reason};
  for (const nn::LayerCall& call : form.model->network.calls()) {
    kinds.emplace_back(call.handle.kind());
  }
  return kinds;
}

Tensor weight_of(const SavedModel& model, const char* path) {
  return nn::parameter_of(model.parameters, *model.network.layout().find(path));
}

TEST(OnnxToNetwork, ProductSumAndActivationAreOneLayer) {
  OnnxModel model;
  model.input("x", {0, 2}).floats("w", {2, 2}, {1, 2, 3, 4}).floats("b", {2}, {5, 6});
  model.node("MatMul", {"x", "w"}, "p").node("Add", {"b", "p"}, "z").node("Tanh", {"z"}, "y");
  const NetworkForm form = to_network(model.output("y").model());
  EXPECT_THAT(kinds_of(form), ElementsAre("dense"));
  ASSERT_TRUE(form.model) << form.reason;
  EXPECT_EQ(form.model->network.output_activation(), nn::Activation::tanh);
  EXPECT_EQ(weight_of(*form.model, "dense/bias").values<float>()[1], 6.0F);
}

/// The file says one row; the layers take any number.
TEST(OnnxToNetwork, AFixedBatchIsFreed) {
  OnnxModel model;
  model.input("x", {1, 2, 2}).integers("to", {1, 4}).node("Reshape", {"x", "to"}, "f");
  model.floats("w", {1, 4}, {1, 2, 3, 4}).node("Gemm", {"f", "w"}, "y");
  model.with("transB", std::int64_t{1});
  const NetworkForm form = to_network(model.output("y").model());
  EXPECT_THAT(kinds_of(form), ElementsAre("flatten", "dense"));
}

TEST(OnnxToNetwork, ANodeThatFixesAFreeBatchIsNamed) {
  OnnxModel model;
  model.input("x", {0, 2, 2}).integers("to", {1, 4}).node("Reshape", {"x", "to"}, "f").output("f");
  const NetworkForm form = to_network(model.model());
  EXPECT_FALSE(form.model);
  EXPECT_THAT(form.reason, HasSubstr("Reshape 'f' (opset 17)"));
}

/// Layers are compared with nodes on some rows, and 732 bytes asked for 16 GiB of them.
TEST(OnnxToNetwork, AnInputOfBillionsOfRowsIsNoLayersInput) {
  OnnxModel model;
  model.input("x", {std::int64_t{1} << 31, 2}).node("Relu", {"x"}, "y").output("y");
  const NetworkForm form = to_network(model.model());
  EXPECT_FALSE(form.model);
  EXPECT_THAT(form.reason, HasSubstr("[2147483648, 2], of more elements than layers are tried"));
}

TEST(OnnxToNetwork, ConvolutionsOfImagesWithTheirChannelsLast) {
  OnnxModel model;  // as tf2onnx writes them
  model.input("x", {0, 4, 4, 1}).node("Transpose", {"x"}, "t");
  model.with("perm", std::vector<std::int64_t>{0, 3, 1, 2});
  model.floats("k", {2, 1, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8}).node("Conv", {"t", "k"}, "c");
  model.floats("b", {1, 2, 1, 1}, {1, -1}).node("Add", {"c", "b"}, "z");
  model.node("Relu", {"z"}, "r").node("MaxPool", {"r"}, "p");
  model.with("kernel_shape", std::vector<std::int64_t>{2, 2});
  model.node("Transpose", {"p"}, "back").with("perm", std::vector<std::int64_t>{0, 2, 3, 1});
  model.node("Flatten", {"back"}, "y").output("y");
  EXPECT_THAT(kinds_of(to_network(model.model())),
              ElementsAre("permute", "conv2d", "max_pooling", "permute", "flatten"));
}

TEST(OnnxToNetwork, ABiasBehindTheTransposition) {
  OnnxModel model;
  model.input("x", {0, 1, 3}).floats("k", {2, 1, 1}, {1, 2}).node("Conv", {"x", "k"}, "c");
  model.node("Transpose", {"c"}, "t").with("perm", std::vector<std::int64_t>{0, 2, 1});
  model.floats("b", {2}, {3, 4}).node("Add", {"t", "b"}, "z").node("Relu", {"z"}, "y").output("y");
  const NetworkForm form = to_network(model.model());
  EXPECT_THAT(kinds_of(form), ElementsAre("conv1d", "permute", "activation"));
  ASSERT_TRUE(form.model) << form.reason;
  EXPECT_EQ(weight_of(*form.model, "conv1d/bias").values<float>()[1], 4.0F);
}

TEST(OnnxToNetwork, WhatNoLayerComputesIsNamed) {
  OnnxModel model;
  model.input("x", {0, 2}).node("Erf", {"x"}, "e").node("Relu", {"e"}, "y").output("y");
  EXPECT_EQ(to_network(model.model()).reason, "Erf 'e' (opset 17): no layer computes this");
}

TEST(OnnxToNetwork, SlopesScalesAndDifferences) {
  OnnxModel model;
  model.input("x", {0, 2}).floats("half", {}, {0.5F}).floats("one", {1}, {1});
  model.node("Mul", {"half", "x"}, "s").node("Sub", {"one", "s"}, "d");
  model.node("LeakyRelu", {"d"}, "r").node("Sub", {"r", "x"}, "e").node("Max", {"e", "x"}, "y");
  EXPECT_THAT(kinds_of(to_network(model.output("y").model())),
              ElementsAre("rescaling", "rescaling", "relu", "subtract", "maximum"));
}

TEST(OnnxToNetwork, RowsThatMixAreNoNetwork) {
  OnnxModel model;
  model.input("x", {2, 2}).node("Transpose", {"x"}, "y").output("y");
  EXPECT_THAT(to_network(model.model()).reason, HasSubstr("moves the axis of the batch"));
}

std::vector<std::string> kinds_of_one(const char* op, const std::vector<std::string>& inputs,
                                      const std::function<void(OnnxModel&)>& set) {
  OnnxModel model(20);
  model.input("x", {0, 4, 6, 6}).floats("slopes", {4, 1, 1}, {0.1F, 0.2F, 0.3F, 0.4F});
  model.floats("scale", {4}, {1, 2, 3, 4}).floats("zero", {}, {0}).floats("six", {}, {6});
  model.floats("kernel", {4, 1, 2, 2}, std::vector<float>(16, 0.5F));
  model.integers("axes", {2, 3}).integers("margins", {0, 0, 1, 0, 0, 0, 0, 2}).integers("two", {2});
  model.floats("factors", {4}, {1, 1, 2, 2});
  model.node(op, inputs, "y");
  set(model);
  return kinds_of(to_network(model.output("y").model()));
}

// What PyTorch's layers become is made layers again; made and given are run beside each other.
TEST(OnnxToNetwork, WhatSeveralLayersComputeTogether) {
  const auto none = [](OnnxModel&) {};
  EXPECT_THAT(kinds_of_one("Clip", {"x", "zero", "six"}, none), ElementsAre("relu"));
  EXPECT_THAT(kinds_of_one("Clip", {"x", "", "six"}, none),
              ElementsAre("relu", "rescaling", "relu", "subtract"));
  EXPECT_THAT(kinds_of_one("Selu", {"x"}, none), ElementsAre("elu", "rescaling"));
  EXPECT_THAT(kinds_of_one("HardSwish", {"x"}, none), ElementsAre("activation"));
  EXPECT_THAT(kinds_of_one("Mish", {"x"}, none), ElementsAre("activation"));
  EXPECT_THAT(kinds_of_one("Gelu", {"x"}, [](OnnxModel& m) { m.with("approximate", "none"); }),
              ElementsAre("activation"));
  EXPECT_THAT(kinds_of_one("Gelu", {"x"}, [](OnnxModel& m) { m.with("approximate", "tanh"); }),
              ElementsAre("multiply", "rescaling", "multiply", "activation", "multiply"));
  EXPECT_THAT(kinds_of_one("PRelu", {"x", "slopes"}, none), ElementsAre("prelu"));
  EXPECT_THAT(kinds_of_one("Softmax", {"x"}, [](OnnxModel& m) { m.with("axis", std::int64_t{1}); }),
              ElementsAre("permute", "activation", "permute"));
}

TEST(OnnxToNetwork, ActivationsThatExportersName) {
  OnnxModel model(18);
  model.input("x", {0, 4}).node("Softsign", {"x"}, "a").node("Exp", {"a"}, "b");
  model.node("Mish", {"b"}, "c").node("HardSwish", {"c"}, "d").node("LogSoftmax", {"d"}, "e");
  model.node("HardSigmoid", {"e"}, "f").with("alpha", 1.0F / 6.0F);
  model.floats("six", {}, {6}).node("Relu", {"f"}, "g").node("Min", {"g", "six"}, "h");
  model.floats("low", {1}, {-0.5F}).node("Max", {"low", "h"}, "i");
  model.node("Shrink", {"i"}, "j").with("lambd", 0.25F).with("bias", 0.25F);
  const NetworkForm form = to_network(model.output("j").model());
  EXPECT_THAT(kinds_of(form),
              ElementsAre("activation", "activation", "activation", "activation", "activation",
                          "activation", "activation", "relu", "relu", "rescaling", "relu",
                          "subtract", "rescaling", "relu", "rescaling", "relu", "subtract"));
}

TEST(OnnxToNetwork, ClippingKeepsTheDigitsOfSmallNumbers) {
  OnnxModel model(18);
  model.input("x", {0, 3}).floats("low", {}, {-1000}).floats("high", {}, {1000});
  const NetworkForm form =
      to_network(model.node("Clip", {"x", "low", "high"}, "y").output("y").model());
  ASSERT_TRUE(form.model) << form.reason;
  const Tensor x = Tensor::of<float>(Shape{2, 3}, {0.01F, -0.001F, 1e-5F, -2000, 2000, 999.5F});
  const Tensor y = Tensor::of<float>(Shape{2, 3}, {0.01F, -0.001F, 1e-5F, -1000, 1000, 999.5F});
  EXPECT_EQ(numbers_of(trial_predictions(*form.model, {x})[0]), numbers_of(y));
}

TEST(OnnxToNetwork, NumbersOfRowsAreNoConstants) {
  OnnxModel model(18);
  model.input("x", {0, 4}).node("Shape", {"x"}, "shape").integers("first", {0});
  model.node("Gather", {"shape", "first"}, "rows").node("Cast", {"rows"}, "count");
  model.with("to", std::int64_t{1}).node("Div", {"x", "count"}, "y");
  const NetworkForm form = to_network(model.output("y").model());
  EXPECT_FALSE(form.model);
  EXPECT_THAT(form.reason, HasSubstr("other numbers"));
}

TEST(OnnxToNetwork, MeansPartsAndMargins) {
  const auto none = [](OnnxModel&) {};
  EXPECT_THAT(kinds_of_one("ReduceMean", {"x", "axes"},
                           [](OnnxModel& m) { m.with("keepdims", std::int64_t{0}); }),
              ElementsAre("global_average_pooling"));
  EXPECT_THAT(kinds_of_one("ReduceMax", {"x", "two"}, none),
              ElementsAre("permute", "reshape", "global_max_pooling", "reshape"));
  EXPECT_THAT(kinds_of_one("Pad", {"x", "margins"}, none), ElementsAre("zero_padding"));
  EXPECT_THAT(
      kinds_of_one("Gather", {"x", "two"}, [](OnnxModel& m) { m.with("axis", std::int64_t{1}); }),
      ElementsAre("reshape", "cropping", "reshape"));
}

TEST(OnnxToNetwork, NormalizationsAndTransposedConvolutions) {
  const auto none = [](OnnxModel&) {};
  EXPECT_THAT(kinds_of_one("InstanceNormalization", {"x", "scale", "factors"}, none),
              ElementsAre("group_normalization"));
  EXPECT_THAT(kinds_of_one("Div", {"x", "slopes"}, none),
              ElementsAre("permute", "normalization", "permute"));
  EXPECT_THAT(kinds_of_one("Mul", {"x", "slopes"}, none),
              ElementsAre("permute", "normalization", "permute"));
  const auto strided = [](OnnxModel& m) {
    m.with("strides", std::vector<std::int64_t>{2, 2})
        .with("pads", std::vector<std::int64_t>{1, 1, 1, 1});
    m.with("output_padding", std::vector<std::int64_t>{1, 1});
  };
  EXPECT_THAT(kinds_of_one("ConvTranspose", {"x", "kernel"}, strided),
              ElementsAre("conv2d_transpose", "cropping"));
}

TEST(OnnxToNetwork, PartsOfARow) {
  OnnxModel model;
  model.input("x", {0, 6}).node("Split", {"x"}, "a").with("axis", std::int64_t{1});
  model.model().nodes.back().outputs.emplace_back("b");
  model.node("Sigmoid", {"b"}, "s").node("Mul", {"a", "s"}, "y").output("y");
  EXPECT_THAT(kinds_of(to_network(model.model())),
              ElementsAre("reshape", "cropping", "reshape", "reshape", "cropping", "reshape",
                          "activation", "multiply"));
}

// As exporters write gelu and a layer normalization for opsets that have neither.
TEST(OnnxToNetwork, LayersThatWereTakenApart) {
  OnnxModel gelu;
  gelu.input("x", {0, 3}).floats("root", {}, {1.41421356F}).floats("one", {}, {1});
  gelu.floats("half", {}, {0.5F}).node("Div", {"x", "root"}, "d").node("Erf", {"d"}, "e");
  gelu.node("Add", {"e", "one"}, "a").node("Mul", {"x", "a"}, "p").node("Mul", {"p", "half"}, "y");
  EXPECT_THAT(kinds_of(to_network(gelu.output("y").model())),
              ElementsAre("activation", "rescaling", "rescaling"));
  OnnxModel norm(15);
  norm.input("x", {0, 3}).floats("two", {}, {2}).floats("eps", {}, {1e-5F});
  norm.node("ReduceMean", {"x"}, "m").with("axes", std::vector<std::int64_t>{-1});
  norm.node("Sub", {"x", "m"}, "c").node("Pow", {"c", "two"}, "s").node("ReduceMean", {"s"}, "v");
  norm.with("axes", std::vector<std::int64_t>{-1}).node("Add", {"v", "eps"}, "e");
  norm.node("Sqrt", {"e"}, "r").node("Div", {"c", "r"}, "y").output("y");
  EXPECT_THAT(kinds_of(to_network(norm.model())), ElementsAre("layer_normalization"));
}

/// A node of an RNN with its states and the last of them.
void add_rnn(OnnxModel& model, const std::string& x, const std::string& kernel,
             const std::string& states, const std::string& last) {
  model.node("RNN", {x, kernel, "r"}, states).with("hidden_size", std::int64_t{2});
  model.model().nodes.back().outputs.push_back(last);
}

// As PyTorch writes `_, h = rnn(x)` and h[-1], of two layers on each other.
TEST(OnnxToNetwork, TheLastStateOfRecurrencesOnEachOther) {
  OnnxModel model;
  model.input("x", {0, 3, 1}).floats("k", {1, 2, 1}, {0.5F, -1});
  model.floats("k1", {1, 2, 2}, {0.1F, 0.2F, 0.3F, 0.4F});
  model.floats("r", {1, 2, 2}, {0.3F, 0.2F, -0.5F, 0.7F}).floats("last", {}, {-1});
  model.node("Transpose", {"x"}, "t").with("perm", std::vector<std::int64_t>{1, 0, 2});
  add_rnn(model, "t", "k", "a", "ah");
  model.integers("one", {1}).node("Squeeze", {"a", "one"}, "s");
  add_rnn(model, "s", "k1", "b", "bh");
  model.node("Concat", {"ah", "bh"}, "h").with("axis", std::int64_t{0});
  model.node("Cast", {"last"}, "at").with("to", std::int64_t{7});
  model.node("Gather", {"h", "at"}, "y").with("axis", std::int64_t{0}).output("y");
  EXPECT_THAT(kinds_of(to_network(model.model())), ElementsAre("simple_rnn", "simple_rnn"));
}

// The reason names what hinders, not the node before it that the layer would begin with.
TEST(OnnxToNetwork, OfARecurrenceWithOtherActivationsTheReasonNamesIt) {
  OnnxModel model;
  model.input("x", {0, 3, 1})
      .floats("k", {1, 2, 1}, {0.5F, -1})
      .floats("r", {1, 2, 2}, {0, 0, 0, 0});
  model.node("Transpose", {"x"}, "t").with("perm", std::vector<std::int64_t>{1, 0, 2});
  add_rnn(model, "t", "k", "a", "h");
  StoredAttribute activations;
  activations.name = "activations";
  activations.type = StoredAttribute::Type::texts;
  activations.texts = {"Relu"};
  model.model().nodes.back().attributes.push_back(activations);
  model.integers("zero", {0}).node("Squeeze", {"h", "zero"}, "y").output("y");
  EXPECT_THAT(to_network(model.model()).reason,
              HasSubstr("RNN computes Relu where the layer has Tanh"));
}

}  // namespace
}  // namespace ganglion::io::onnx
