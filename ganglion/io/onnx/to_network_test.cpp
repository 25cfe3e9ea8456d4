#include "ganglion/io/onnx/to_network.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/onnx_models.h"

namespace ganglion::io::onnx {
namespace {

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
  model.input("x", {0, 2}).node("Erf", {"x"}, "y").output("y");
  EXPECT_EQ(to_network(model.model()).reason, "Erf 'y' (opset 17): no layer computes this");
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

}  // namespace
}  // namespace ganglion::io::onnx
