#include "ganglion/io/onnx/import_graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/error_of.h"
#include "tests/support/onnx_models.h"

/// Small models whose results are worked out by hand. What each op computes is checked against the
/// cases of the ONNX project (`ganglion onnx-test`), as docs/formats/onnx.md says.
namespace ganglion::io::onnx {
namespace {

using support::error_of;
using support::OnnxModel;
using support::run_onnx;
using testing::ElementsAre;
using testing::FloatEq;
using testing::HasSubstr;

Tensor row(std::initializer_list<float> values) {
  return Tensor::of<float>(Shape{1, static_cast<std::int64_t>(values.size())}, values);
}

std::string refusal(const OnnxModel& model) {
  return error_of([&] { import_graph(model.model()); });
}

TEST(OnnxImport, GemmWithItsFactors) {
  OnnxModel model;
  model.input("x", {0, 2}).floats("w", {2, 2}, {1, 2, 3, 4}).floats("b", {2}, {10, 20});
  model.node("Gemm", {"x", "w", "b"}, "y").with("alpha", 2.0F).with("beta", 0.5F);
  model.with("transB", std::int64_t{1}).output("y");
  // 2 (1 5) (1 3; 2 4) + (5 10)
  EXPECT_THAT(run_onnx(model.model(), {{"x", row({1, 5})}}), ElementsAre(27, 56));
}

/// Such a file crashed whoever predicted from its network.
TEST(OnnxImport, NumbersThatAreCalledTextsAreRefused) {
  OnnxModel model;
  model.input("x", {0, 2}).node("Relu", {"x"}, "y").output("y");
  model.model().outputs[0].type = ElementType::text;
  EXPECT_THAT(refusal(model), HasSubstr("output 'y' is of float, but the file says string"));
}

TEST(OnnxImport, ManyMatricesAreMultipliedOneByOne) {
  OnnxModel model;
  model.input("a", {2, 1, 2}).input("b", {2, 2, 1}).node("MatMul", {"a", "b"}, "y").output("y");
  const Tensor a = Tensor::of<float>(Shape{2, 1, 2}, {1, 2, 3, 4});
  const Tensor b = Tensor::of<float>(Shape{2, 2, 1}, {5, 6, 7, 8});
  EXPECT_THAT(run_onnx(model.model(), {{"a", a}, {"b", b}}), ElementsAre(17, 53));
}

TEST(OnnxImport, ShapesThatAreComputedAreConstants) {
  OnnxModel model;  // what PyTorch writes for x.view(x.size(0), -1)
  model.input("x", {0, 2, 2}).node("Shape", {"x"}, "s").integers("zero", {0});
  model.node("Gather", {"s", "zero"}, "n").with("axis", std::int64_t{0});
  model.integers("rest", {-1}).node("Concat", {"n", "rest"}, "to").with("axis", std::int64_t{0});
  model.node("Reshape", {"x", "to"}, "y").output("y");
  const ImportedGraph imported = import_graph(model.model(), {.batch = 5});
  EXPECT_EQ(imported.outputs[0].second.shape(), (Shape{5, 4}));
}

TEST(OnnxImport, QuotientsOfIntegersDropTheFraction) {
  OnnxModel model;
  model.integers("a", {7, -7, 6}).integers("b", {2}).node("Div", {"a", "b"}, "y").output("y");
  EXPECT_THAT(run_onnx(model.model(), {}), ElementsAre(3, -3, 3));
}

TEST(OnnxImport, SoftmaxChangedItsMeaningAtOpset13) {
  const Tensor x = Tensor::of<float>(Shape{1, 2, 2}, {0, 0, 0, 0});
  for (const std::int64_t opset : {11, 13}) {
    OnnxModel model(opset);
    model.input("x", {1, 2, 2}).node("Softmax", {"x"}, "y").output("y");
    const float each = opset < 13 ? 0.25F : 0.5F;  // over all axes from 1 on; over the last
    EXPECT_THAT(run_onnx(model.model(), {{"x", x}}), ElementsAre(each, each, each, each)) << opset;
  }
}

TEST(OnnxImport, PaddingByAValueAndByReflection) {
  const Tensor x = row({1, 2, 3});
  for (const auto& [mode, wanted] : {std::pair("constant", std::vector<float>{9, 9, 1, 2, 3, 9}),
                                     std::pair("reflect", std::vector<float>{3, 2, 1, 2, 3, 2}),
                                     std::pair("edge", std::vector<float>{1, 1, 1, 2, 3, 3})}) {
    OnnxModel model;
    model.input("x", {1, 3}).integers("pads", {0, 2, 0, 1}).floats("nine", {}, {9});
    model.node("Pad", {"x", "pads", "nine"}, "y").with("mode", mode).output("y");
    EXPECT_EQ(run_onnx(model.model(), {{"x", x}}), wanted) << mode;
  }
}

TEST(OnnxImport, SlicesBackwards) {
  OnnxModel model;
  model.input("x", {1, 5}).integers("start", {-1}).integers("end", {INT64_MIN});
  model.integers("axis", {1}).integers("step", {-2});
  model.node("Slice", {"x", "start", "end", "axis", "step"}, "y").output("y");
  EXPECT_THAT(run_onnx(model.model(), {{"x", row({1, 2, 3, 4, 5})}}), ElementsAre(5, 3, 1));
}

TEST(OnnxImport, TheFirstOrLastOfEqualLargest) {
  for (const std::int64_t last : {0, 1}) {
    OnnxModel model;
    model.input("x", {2, 4}).node("ArgMax", {"x"}, "y").with("axis", std::int64_t{1});
    model.with("select_last_index", last).with("keepdims", std::int64_t{0}).output("y");
    const Tensor x = Tensor::of<float>(Shape{2, 4}, {1, 5, 5, 0, -7, -9, -8, -7});
    EXPECT_THAT(run_onnx(model.model(), {{"x", x}}),
                last == 1 ? ElementsAre(2, 3) : ElementsAre(1, 0));
  }
}

TEST(OnnxImport, WholeNumbersAtAndBetweenHalves) {
  const Tensor x = row({-2.5F, -0.5F, 0.5F, 1.5F, 2.4F, 3e9F});
  for (const auto& [op, wanted] : {std::pair("Floor", std::vector<float>{-3, -1, 0, 1, 2, 3e9F}),
                                   std::pair("Ceil", std::vector<float>{-2, 0, 1, 2, 3, 3e9F}),
                                   std::pair("Round", std::vector<float>{-2, 0, 0, 2, 2, 3e9F})}) {
    OnnxModel model;
    model.input("x", {1, 6}).node(op, {"x"}, "y").output("y");
    EXPECT_EQ(run_onnx(model.model(), {{"x", x}}), wanted) << op;
  }
}

TEST(OnnxImport, ResizedBetweenNeighbours) {
  OnnxModel model;
  model.input("x", {1, 2}).integers("sizes", {1, 4}).node("Resize", {"x", "", "", "sizes"}, "y");
  model.with("mode", "linear").output("y");
  // Half pixels: places -0.25, 0.25, 0.75 and 1.25 of the input.
  EXPECT_THAT(run_onnx(model.model(), {{"x", row({0, 4})}}), ElementsAre(0, 1, 3, 4));
}

TEST(OnnxImport, PaddingThatCountsInAverages) {
  for (const std::int64_t counts : {0, 1}) {
    OnnxModel model;
    model.input("x", {1, 1, 2}).node("AveragePool", {"x"}, "y");
    model.with("kernel_shape", std::vector<std::int64_t>{2});
    model.with("pads", std::vector<std::int64_t>{1, 1}).with("count_include_pad", counts);
    model.output("y");
    const Tensor x = Tensor::of<float>(Shape{1, 1, 2}, {2, 4});
    const float edge = counts == 1 ? 0.5F : 1.0F;
    EXPECT_THAT(run_onnx(model.model(), {{"x", x}}),
                ElementsAre(FloatEq(2 * edge), FloatEq(3), FloatEq(4 * edge)));
  }
}

TEST(OnnxImport, GatesOfAnLstmAreInTheOrderOfOnnx) {
  OnnxModel model;  // a step of one unit, from c = 2
  model.input("x", {1, 1, 1}).floats("w", {1, 4, 1}, {0.1F, 0.2F, 0.3F, 0.4F});  // i, o, f, c
  model.floats("r", {1, 4, 1}, {0, 0, 0, 0}).floats("c", {1, 1, 1}, {2});
  model.node("LSTM", {"x", "w", "r", "", "", "", "c"}, "y").with("hidden_size", std::int64_t{1});
  model.output("y");
  const auto gate = [](float z) { return 1 / (1 + std::exp(-z)); };
  const float cell = gate(0.3F) * 2 + gate(0.1F) * std::tanh(0.4F);
  EXPECT_THAT(run_onnx(model.model(), {{"x", Tensor::of<float>(Shape{1, 1, 1}, {1})}}),
              ElementsAre(testing::FloatNear(gate(0.2F) * std::tanh(cell), 1e-6F)));
}

TEST(OnnxImport, WhatARecurrenceCannotDoIsRefused) {
  OnnxModel lengths;
  lengths.input("x", {3, 2, 1}).floats("w", {1, 1, 1}, {1}).floats("r", {1, 1, 1}, {1});
  lengths.integers("n", {3, 2}).node("RNN", {"x", "w", "r", "", "n"}, "y").output("y");
  EXPECT_THAT(refusal(lengths), HasSubstr("sequences of different lengths"));
  OnnxModel clip;
  clip.input("x", {3, 2, 1}).floats("w", {1, 3, 1}, {1, 1, 1}).floats("r", {1, 3, 1}, {1, 1, 1});
  clip.node("GRU", {"x", "w", "r"}, "y").with("clip", 1.0F).output("y");
  EXPECT_THAT(refusal(clip), HasSubstr("GRU 'y' (opset 17): `clip` is not supported"));
}

TEST(OnnxImport, SumsOfProductsByTheirLetters) {
  const Tensor a = Tensor::of<float>(Shape{2, 3}, {1, 2, 3, 4, 5, 6});
  const Tensor b = Tensor::of<float>(Shape{2, 2}, {1, 10, 100, 1000});
  const auto sum = [&](const char* equation) {
    OnnxModel model;
    model.input("a", {2, 3}).input("b", {2, 2}).node("Einsum", {"a", "b"}, "y");
    model.with("equation", equation).output("y");
    return run_onnx(model.model(), {{"a", a}, {"b", b}});
  };
  EXPECT_THAT(sum("ij,ik->jk"), ElementsAre(401, 4010, 502, 5020, 603, 6030));
  EXPECT_THAT(sum("ij, ik -> kj"), ElementsAre(401, 502, 603, 4010, 5020, 6030));
  EXPECT_THAT(sum("ij,ki->k"), ElementsAre(6 + 150, 600 + 15000));
  EXPECT_THAT(sum("...j,...k->...kj"),
              ElementsAre(1, 2, 3, 10, 20, 30, 400, 500, 600, 4000, 5000, 6000));
}

TEST(OnnxImport, TheLargestInTheirOrder) {
  OnnxModel model;
  model.input("x", {1, 5}).integers("k", {3}).node("TopK", {"x", "k"}, "y").output("y");
  EXPECT_THAT(run_onnx(model.model(), {{"x", row({2, 7, -1, 7, 5})}}), ElementsAre(7, 7, 5));
}

TEST(OnnxImport, QuantisedNumbersAreRoundedToEvenAndCut) {
  OnnxModel model;
  model.input("x", {1, 5}).floats("scale", {}, {0.5F});
  model.node("QuantizeLinear", {"x", "scale"}, "q").node("DequantizeLinear", {"q", "scale"}, "y");
  model.output("y");
  EXPECT_THAT(run_onnx(model.model(), {{"x", row({-1, 0.25F, 0.75F, 2.6F, 300})}}),
              ElementsAre(0, 0, 1, 2.5F, 127.5F));
}

TEST(OnnxImport, WhatIsNotKnownIsRefusedByNodeOpAndOpset) {
  OnnxModel op;
  op.input("x", {1, 2}).node("Frobnicate", {"x"}, "y").output("y");
  EXPECT_EQ(refusal(op), "Frobnicate 'y' (opset 17): this op is not supported");
  OnnxModel setting;
  setting.input("x", {1, 2}).node("Relu", {"x"}, "y").with("slope", 0.5F).output("y");
  EXPECT_EQ(refusal(setting), "Relu 'y' (opset 17): attribute `slope` is not supported");
  OnnxModel old(6);
  old.input("x", {1, 2}).node("Dropout", {"x"}, "y").output("y");
  EXPECT_THAT(refusal(old), HasSubstr("it is set to training (is_test = 0)"));
  OnnxModel late(29);
  late.input("x", {1, 2}).node("Relu", {"x"}, "y").output("y");
  EXPECT_THAT(refusal(late), HasSubstr("opset 29, the latest supported is 28"));
  OnnxModel missing;
  missing.input("x", {1, 2}).node("Relu", {"z"}, "y").output("y");
  EXPECT_THAT(refusal(missing), HasSubstr("reads 'z', which nothing before it gives"));
}

TEST(OnnxImport, NodesThatNoOutputNeedsAreLeftOut) {
  OnnxModel model;
  model.input("x", {1, 2}).node("Frobnicate", {"x"}, "unused").node("Relu", {"x"}, "y").output("y");
  EXPECT_EQ(refusal(model), "no error");
}

TEST(OnnxImport, ConstantsAreBounded) {
  OnnxModel model;
  model.integers("shape", {1 << 20, 1 << 20}).node("ConstantOfShape", {"shape"}, "y").output("y");
  EXPECT_THAT(refusal(model), HasSubstr("elements"));
}

}  // namespace
}  // namespace ganglion::io::onnx
