#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/io/onnx/import_graph.h"
#include "tests/support/error_of.h"
#include "tests/support/onnx_models.h"

/// Queries of 0 see all keys alike: results are means of the values, worked out by hand. The 93
/// cases of the ONNX project are run by `ganglion onnx-test`.
namespace ganglion::io::onnx {
namespace {

using support::error_of;
using support::OnnxModel;
using support::run_onnx;
using testing::ElementsAre;
using testing::FloatEq;
using testing::HasSubstr;
using testing::Pointwise;

Tensor floats_of(const Shape& shape, const std::vector<float>& values) {
  return Tensor::of<float>(shape, values);
}

/// One row, one head, three steps of one feature: values 1, 2 and 6 under queries of 0.
struct ThreeSteps {
  OnnxModel model{24};
  std::map<std::string, Tensor> fed = {{"q", Tensor(Shape{1, 1, 3, 1})},
                                       {"k", floats_of({1, 1, 3, 1}, {5, -1, 2})},
                                       {"v", floats_of({1, 1, 3, 1}, {1, 2, 6})}};

  explicit ThreeSteps(const std::vector<std::string>& more = {}) {
    std::vector<std::string> inputs = {"q", "k", "v"};
    for (const std::string& name : inputs) model.input(name, {1, 1, 3, 1});
    inputs.insert(inputs.end(), more.begin(), more.end());
    model.node("Attention", inputs, "y").output("y");
  }
  std::vector<float> run() const { return run_onnx(model.model(), fed); }
};

TEST(OnnxAttention, AllKeysAlike) {
  EXPECT_THAT(ThreeSteps().run(), Pointwise(FloatEq(), std::vector<float>{3, 3, 3}));
}

TEST(OnnxAttention, CausalStepsSeeThoseUpToTheirOwn) {
  ThreeSteps steps;
  steps.model.with("is_causal", std::int64_t{1});
  EXPECT_THAT(steps.run(), Pointwise(FloatEq(), std::vector<float>{1, 1.5F, 3}));
}

// A row that sees nothing gives 0, not a number divided by 0.
TEST(OnnxAttention, MasksOfTruths) {
  ThreeSteps steps({"m"});
  steps.model.input("m", {3, 3}, ElementType::boolean);
  steps.fed["m"] = floats_of({3, 3}, {1, 0, 1, 0, 0, 0, 0, 1, 0});
  EXPECT_THAT(steps.run(), Pointwise(FloatEq(), std::vector<float>{3.5F, 0, 2}));
}

// What is added to the scores: log 3 counts three times. What is shorter than the keys hides those
// behind.
TEST(OnnxAttention, MasksOfNumbers) {
  ThreeSteps steps({"m"});
  steps.model.input("m", {3, 2});
  const float three = std::log(3.0F);
  steps.fed["m"] = floats_of({3, 2}, {0, 0, three, 0, 0, three});
  EXPECT_THAT(steps.run(), Pointwise(FloatEq(), std::vector<float>{1.5F, 1.25F, 1.75F}));
}

TEST(OnnxAttention, ScoresAreScaledAndCapped) {
  ThreeSteps steps;
  steps.fed["q"] = floats_of({1, 1, 3, 1}, {0, 1e6F, 1});
  steps.model.with("scale", 2.0F).with("softcap", 1.0F);
  // tanh(2 q k): of the second row 1, -1, 1; of the third tanh of 10, -2 and 4.
  const double e = std::exp(1.0), a = std::exp(std::tanh(10.0)), b = std::exp(std::tanh(-2.0)),
               c = std::exp(std::tanh(4.0));
  const auto second = static_cast<float>((7 * e + 2 / e) / (2 * e + 1 / e));
  const auto third = static_cast<float>((a + 2 * b + 6 * c) / (a + b + c));
  const std::vector<float> found = steps.run();
  EXPECT_NEAR(found[0], 3, 1e-5);
  EXPECT_NEAR(found[1], second, 1e-5);
  EXPECT_NEAR(found[2], third, 1e-5);
}

// Two heads of the query share one of the key; the steps of each lie in one axis.
TEST(OnnxAttention, HeadsSideBySideShareAKey) {
  OnnxModel model(23);
  model.input("q", {1, 2, 4}).input("k", {1, 2, 2}).input("v", {1, 2, 1});
  model.node("Attention", {"q", "k", "v"}, "y").with("q_num_heads", std::int64_t{2});
  model.with("kv_num_heads", std::int64_t{1}).output("y");
  const std::map<std::string, Tensor> fed = {{"q", Tensor(Shape{1, 2, 4})},
                                             {"k", floats_of({1, 2, 2}, {1, 2, 3, 4})},
                                             {"v", floats_of({1, 2, 1}, {1, 4})}};
  EXPECT_THAT(run_onnx(model.model(), fed), ElementsAre(2.5F, 2.5F, 2.5F, 2.5F));
}

TEST(OnnxAttention, RefusesWhatItDoesNotCompute) {
  ThreeSteps steps;
  steps.model.with("softmax_precision", std::int64_t{10});
  EXPECT_THAT(error_of([&] { steps.run(); }), HasSubstr("softmax_precision other than float"));
  ThreeSteps odd({"m"});
  odd.model.input("m", {2, 3});
  odd.fed["m"] = Tensor(Shape{2, 3});
  EXPECT_NE(error_of([&] { odd.run(); }), "no error");
}

}  // namespace
}  // namespace ganglion::io::onnx
