#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/io/onnx/constants.h"
#include "ganglion/io/onnx/import_graph.h"
#include "tests/support/error_of.h"
#include "tests/support/onnx_models.h"

/// Integers and angles that are computed of what a model is fed, and windows that few models have.
namespace ganglion::io::onnx {
namespace {

using support::error_of;
using support::OnnxModel;
using support::run_onnx;
using testing::ElementsAre;
using testing::HasSubstr;

/// x + 0, which is computed when the model runs, as integers.
OnnxModel cast_to_integers() {
  OnnxModel model;
  model.input("x", {0}).floats("zero", {}, {0}).node("Add", {"x", "zero"}, "c");
  model.node("Cast", {"c"}, "y").with("to", std::int64_t{7});
  return model;
}

TEST(OnnxComputed, NumbersBecomeIntegersWithoutTheirFraction) {
  OnnxModel model = cast_to_integers();
  model.output("y");
  const Tensor x = Tensor::of<float>(Shape{5}, {1.9F, -1.9F, 0.0F, 6e9F, -0x1p52F});
  const Tensor y = run(model.model(), {{"x", x}})[0].constant->cast(DType::f64);
  EXPECT_THAT(std::vector<double>(y.values<double>().begin(), y.values<double>().end()),
              ElementsAre(1, -1, 0, 6e9, -0x1p52));
}

TEST(OnnxComputed, WhatIsNoIntegerIsNone) {
  OnnxModel model = cast_to_integers();
  model.output("y");
  const Tensor x = Tensor::of<float>(Shape{1}, {std::nanf("")});
  const Operand y = run(model.model(), {{"x", x}})[0];
  EXPECT_THAT(error_of([&] { from_held(*y.constant, y.type); }), HasSubstr("nan is no int64"));
}

TEST(OnnxComputed, IndicesFromTheEnd) {
  OnnxModel model = cast_to_integers();
  model.floats("list", {3}, {10, 20, 30}).node("Gather", {"list", "y"}, "z").output("z");
  const Tensor x = Tensor::of<float>(Shape{3}, {-1, 0, 1});
  EXPECT_THAT(run_onnx(model.model(), {{"x", x}}), ElementsAre(30, 10, 20));
}

TEST(OnnxComputed, FunctionsOfAngles) {
  using Function = double (*)(double);
  const std::pair<const char*, Function> all[] = {{"Sin", std::sin},   {"Cos", std::cos},
                                                  {"Tan", std::tan},   {"Atan", std::atan},
                                                  {"Asin", std::asin}, {"Acos", std::acos}};
  for (const auto& [op, function] : all) {
    const bool inverse = op[0] == 'A' && op[1] != 't';
    std::vector<float> xs;
    for (int i = -200; i <= 200; ++i) {
      xs.push_back(static_cast<float>(inverse ? i / 200.0 : i * std::fabs(i) * 0.37));
    }
    OnnxModel model;
    model.input("x", {0}).node(op, {"x"}, "y").output("y");
    const auto ys = run_onnx(model.model(), {{"x", Tensor::of<float>(Shape{401}, xs)}});
    for (std::size_t i = 0; i < xs.size(); ++i) {
      const double wanted = function(static_cast<double>(xs[i]));
      EXPECT_NEAR(ys[i], wanted, 3e-7 * std::max(1.0, std::fabs(wanted))) << op << " " << xs[i];
    }
  }
}

// What a last window reaches over beyond the pads never counts (PyTorch and ONNX Runtime agree).
TEST(OnnxComputed, MeansWithPadsThatCountAndAWindowOverTheEnd) {
  OnnxModel model;
  model.input("x", {0, 1, 4}).node("AveragePool", {"x"}, "y");
  model.with("kernel_shape", std::vector<std::int64_t>{3})
      .with("strides", std::vector<std::int64_t>{3});
  model.with("pads", std::vector<std::int64_t>{1, 0}).with("ceil_mode", std::int64_t{1});
  model.with("count_include_pad", std::int64_t{1}).output("y");
  const Tensor x = Tensor::of<float>(Shape{1, 1, 4}, {3, 6, 9, 12});
  EXPECT_THAT(run_onnx(model.model(), {{"x", x}}), ElementsAre(3, 10.5));
}

TEST(OnnxComputed, LargestOfDilatedWindows) {
  OnnxModel model;
  model.input("x", {0, 1, 5}).node("MaxPool", {"x"}, "y");
  model.with("kernel_shape", std::vector<std::int64_t>{2})
      .with("dilations", std::vector<std::int64_t>{2});
  model.with("pads", std::vector<std::int64_t>{1, 0}).output("y");
  const Tensor x = Tensor::of<float>(Shape{1, 1, 5}, {-5, -1, -4, -2, -3});
  EXPECT_THAT(run_onnx(model.model(), {{"x", x}}), ElementsAre(-1, -4, -1, -3));
}

// A mean over neighbouring channels, as PyTorch writes a local response normalisation.
TEST(OnnxComputed, WindowsOverOneOfThreeAxes) {
  OnnxModel model;
  model.input("x", {0, 1, 3, 1, 2}).node("AveragePool", {"x"}, "y");
  model.with("kernel_shape", std::vector<std::int64_t>{2, 1, 1}).output("y");
  const Tensor x = Tensor::of<float>(Shape{1, 1, 3, 1, 2}, {1, 2, 3, 4, 5, 6});
  EXPECT_THAT(run_onnx(model.model(), {{"x", x}}), ElementsAre(2, 3, 4, 5));
}

}  // namespace
}  // namespace ganglion::io::onnx
