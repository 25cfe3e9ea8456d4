#include "ganglion/optim/optimizer.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <functional>
#include <map>

#include "ganglion/core/error.h"
#include "ganglion/ops/ops.h"
#include "ganglion/optim/optimizer_table.h"
#include "ganglion/optim/optimizers.h"
#include "ganglion/runtime/interpreter.h"
#include "ganglion/runtime/plan.h"
#include "tests/support/error_of.h"

namespace ganglion::optim {
namespace {

using support::error_of;

/// One parameter vector trained on given gradients, step by step, on the reference kernels.
class Descent {
 public:
  Descent(const Optimizer& optimizer, std::vector<double> start, DType dtype = DType::f64)
      : optimizer_(optimizer), dtype_(dtype) {
    const Shape shape{static_cast<std::int64_t>(start.size())};
    const Value parameters = graph_.variable("parameters", {dtype, shape});
    const Value gradient[] = {graph_.input("gradient", {dtype, shape}, false)};
    const std::int64_t offset[] = {0};
    append_update(optimizer, {.parameters = parameters,
                              .gradients = gradient,
                              .offsets = offset,
                              .learning_rate = graph_.input("rate", {DType::f32, {}}, false),
                              .step = graph_.input("step", {DType::f32, {}}, false)});
    feeds_["parameters"] = Tensor::of(shape, start).cast(dtype);
    feeds_["rate"] = Tensor::scalar(optimizer.learning_rate());
    for (const SlotSpec& slot : optimizer.slots()) {
      const std::vector<double> initial(start.size(), slot.initial);
      feeds_["slot/" + slot.name] = Tensor::of(shape, initial).cast(dtype);
    }
  }

  std::vector<double> step(const std::vector<double>& gradient) {
    feeds_["gradient"] =
        Tensor::of(Shape{static_cast<std::int64_t>(gradient.size())}, gradient).cast(dtype_);
    feeds_["step"] = Tensor::scalar(++steps_);
    const runtime::Evaluation evaluation(graph_, feeds_);
    std::map<std::string, Tensor> after;
    for (const auto& [variable, value] : graph_.assignments()) {
      after[variable.producer().name] = evaluation.at(value);
    }
    for (auto& [name, tensor] : after) feeds_[name] = std::move(tensor);
    return parameters();
  }

  std::vector<double> parameters() const {
    const Tensor wide = feeds_.at("parameters").cast(DType::f64);
    return {wide.values<double>().begin(), wide.values<double>().end()};
  }
  const Graph& graph() const { return graph_; }

 private:
  Optimizer optimizer_;
  DType dtype_;
  Graph graph_;
  std::map<std::string, Tensor> feeds_;
  int steps_ = 0;
};

const std::vector<Optimizer> kAll = {SGD{},
                                     SGD{.momentum = 0.9},
                                     SGD{.momentum = 0.9, .nesterov = true},
                                     Adam{},
                                     Adam{.amsgrad = true},
                                     AdamW{},
                                     RMSprop{},
                                     RMSprop{.momentum = 0.9, .centered = true},
                                     Adagrad{}};

TEST(Optimizers, HaveTheDefaultsOfKeras) {
  EXPECT_EQ(SGD{}.learning_rate, 0.01);
  EXPECT_EQ(Adam{}.learning_rate, 0.001);
  EXPECT_EQ(Adam{}.epsilon, 1e-7);
  EXPECT_EQ(AdamW{}.weight_decay, 0.004);
  EXPECT_EQ(RMSprop{}.rho, 0.9);
  EXPECT_EQ(Adagrad{}.initial_accumulator_value, 0.1);
}

TEST(Optimizers, ReachTheBottomOfABowl) {
  for (const Optimizer& base : kAll) {
    Attributes config = base.config();
    config.set("learning_rate", base.name() == "adagrad" ? 1.0 : 0.01);
    config.set("weight_decay", 0.0);
    Descent descent(optimizer_from_config(base.name(), config), {3, -2});
    for (int i = 0; i < 1500; ++i) {
      const std::vector<double> w = descent.parameters();
      descent.step({w[0], 4 * w[1]});
    }
    for (double w : descent.parameters()) EXPECT_NEAR(w, 0, 0.02) << base.to_string();
  }
}

TEST(Optimizers, LeaveTheGapsBetweenParametersZero) {
  for (const Optimizer& optimizer : kAll) {
    Descent descent(optimizer, {0, 1}, DType::f32);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(descent.step({0, 0.3})[0], 0) << optimizer.to_string();
  }
}

// Whatever the size of the gradient, as long as it is far above epsilon / sqrt(1 - beta_2).
TEST(Optimizers, AdamsFirstStepHasTheSizeOfTheLearningRate) {
  for (double g : {1.0, 1e3, 1e6}) {
    Descent descent(Adam{.learning_rate = 0.5}, {1.0}, DType::f32);
    EXPECT_NEAR(descent.step({g})[0], 0.5, 1e-5) << g;
  }
}

// 1 - 0.999^t in single precision has an error of 6e-5 at the first step if computed as it stands.
TEST(Optimizers, BiasCorrectionIsAccurateInSinglePrecision) {
  for (int step : {1, 2, 10, 1000, 1000000}) {
    Graph graph;
    const TensorType type{DType::f32, Shape{1}};
    const UpdateContext context(graph.variable("p", type), graph.input("g", type, false),
                                graph.input("rate", {DType::f32, {}}, false),
                                graph.input("step", {DType::f32, {}}, false));
    const Value correction = context.bias_correction(0.999);
    const Tensor one(Shape{1});
    const runtime::Evaluation evaluation(
        graph,
        {{"p", one}, {"g", one}, {"rate", Tensor::scalar(0)}, {"step", Tensor::scalar(step)}});
    const double want = -std::expm1(step * std::log(0.999));
    EXPECT_NEAR(evaluation.at(correction).values<float>()[0], want, 3e-7 * want) << step;
  }
}

TEST(Optimizers, CenteredVarianceIsNeverNegative) {
  Descent descent(RMSprop{.learning_rate = 1e-6, .rho = 0.5, .centered = true}, {1.0}, DType::f32);
  for (int i = 0; i < 200; ++i) {
    EXPECT_TRUE(std::isfinite(descent.step({1000.1})[0])) << "step " << i;
  }
}

TEST(Optimizers, ZeroRateChangesNothing) {
  for (const Optimizer& base : kAll) {
    Attributes config = base.config();
    config.set("learning_rate", 0.0);
    Descent descent(optimizer_from_config(base.name(), config), {1.5, -2});
    EXPECT_EQ(descent.step({3, -1}), (std::vector<double>{1.5, -2})) << base.to_string();
  }
}

RC_GTEST_PROP(Clipping, NeverLeavesMoreThanTheLimitAndKeepsTheDirection, ()) {
  const double a = *rc::gen::inRange(-1000, 1001) / 100.0;
  const double b = *rc::gen::inRange(-1000, 1001) / 100.0;
  const double limit = *rc::gen::inRange(1, 500) / 100.0;
  const auto moved = [&](Clip clip) {
    Descent descent(SGD{.learning_rate = 1, .clip = clip}, {0, 0});
    return descent.step({a, b});
  };
  const std::vector<double> by_norm = moved({.norm = limit});
  RC_ASSERT(std::hypot(by_norm[0], by_norm[1]) <= limit * (1 + 1e-12));
  RC_ASSERT(std::abs(by_norm[0] * b - by_norm[1] * a) <= 1e-12);
  if (std::hypot(a, b) <= limit) RC_ASSERT(by_norm == (std::vector<double>{-a, -b}));
  RC_ASSERT(moved({.global_norm = limit}) == by_norm);  // one parameter: the same thing
  RC_ASSERT(moved({.value = limit})[0] == -std::min(std::max(a, -limit), limit));
}

TEST(Clipping, OfNothingIsNothing) {
  for (const Clip& clip : {Clip{.norm = 1}, Clip{.global_norm = 1}, Clip{.value = 1}}) {
    Descent descent(SGD{.clip = clip}, {2.0}, DType::f32);
    EXPECT_EQ(descent.step({0}), (std::vector<double>{2}));
  }
}

TEST(Optimizers, NeedOnlyElementwiseOpsAndScalars) {
  for (const Optimizer& optimizer : kAll) {
    const Descent descent(optimizer, {1, 2, 3}, DType::f32);
    for (const Node& node : descent.graph().nodes()) {
      if (node.inputs.empty() || node.op->name == "pack") continue;
      EXPECT_TRUE(node.op->elementwise) << optimizer.name() << ": " << node.op->name;
    }
  }
}

// Packing gathers the gradients; after that a plan has one call that touches whole buffers.
TEST(Optimizers, UpdateInOnePassOverMemory) {
  for (const Optimizer& optimizer : kAll) {
    const Descent descent(optimizer, std::vector<double>(64, 1.0), DType::f32);
    const runtime::Plan plan(descent.graph());
    int passes = 0;
    for (const Node& node : plan.graph().nodes()) {
      const bool whole = node.outputs[0].shape == Shape{64} && !node.inputs.empty();
      if (whole && node.op->name != "pack") ++passes;
    }
    EXPECT_EQ(passes, 1) << optimizer.to_string();
  }
}

TEST(Optimizers, HaveNamesAndComeBackFromText) {
  for (const Optimizer& optimizer : kAll) {
    const Optimizer back = parse_optimizer(optimizer.to_string());
    EXPECT_EQ(back.name(), optimizer.name());
    EXPECT_EQ(back.config(), optimizer.config());
  }
  const Optimizer decaying = AdamW{.exclude_from_weight_decay = "bias gamma"};
  EXPECT_EQ(parse_optimizer(decaying.to_string()).exclude_from_weight_decay(), "bias,gamma");
  EXPECT_EQ(parse_optimizer("sgd momentum=0.9 nesterov").config().flag("nesterov"), true);
  EXPECT_EQ(error_of([] { parse_optimizer("adan"); }),
            "optimizer: \"adan\" is unknown; did you mean \"adam\"?");
  EXPECT_EQ(error_of([] { parse_optimizer("lbfgs2000"); }),
            "optimizer: \"lbfgs2000\" is unknown; there are \"adagrad\", \"adam\", \"adamw\", "
            "\"rmsprop\", \"sgd\"");
}

TEST(Optimizers, RefuseSettingsThatCannotWork) {
  EXPECT_EQ(error_of([] { Optimizer(SGD{.learning_rate = -1}); }),
            "sgd: learning_rate = -1 must be a number that is not negative");
  EXPECT_THROW(Optimizer(Adam{.learning_rate = NAN}), Error);
  EXPECT_THROW(Optimizer(Adam{.beta_1 = 1}), Error);
  EXPECT_THROW(Optimizer(Adam{.epsilon = -1}), Error);
  EXPECT_THROW(Optimizer(SGD{.momentum = -0.1}), Error);
  EXPECT_THROW(Optimizer(RMSprop{.rho = 2}), Error);
  EXPECT_THROW(Optimizer(Adagrad{.initial_accumulator_value = -1}), Error);
  EXPECT_THROW(Optimizer(SGD{.weight_decay = -0.1}), Error);
  EXPECT_NE(error_of([] { Optimizer(SGD{.clip = {.value = 1, .norm = 2}}); }).find("exclude each"),
            std::string::npos);
}

struct SignDescent {
  double learning_rate = 0.5;
  Value update(UpdateContext& context) const {
    return context.parameters - context.learning_rate * ops::sign(context.gradient);
  }
};

TEST(Optimizers, OnesOwnNeedsOnlyARateAndAnUpdate) {
  Descent descent(SignDescent{}, {1.0, 1.0});
  EXPECT_EQ(descent.step({7, -0.1}), (std::vector<double>{0.5, 1.5}));
  EXPECT_TRUE(Optimizer(SignDescent{}).slots().empty());
}

TEST(AppendUpdate, RefusesWhatDoesNotFitTogether) {
  Graph graph;
  const Value flat = graph.variable("parameters", {DType::f32, Shape{4}});
  const Value gradient[] = {graph.input("g", {DType::f32, Shape{4}}, false)};
  const Value scalar = graph.input("s", {DType::f32, {}}, false);
  const std::int64_t offset[] = {0};
  EXPECT_NE(error_of([&] {
              append_update(SGD{}, {flat, gradient, {}, scalar, scalar});
            }).find("1 gradients need as many offsets"),
            std::string::npos);
  EXPECT_NE(error_of([&] {
              append_update(SGD{}, {flat, {}, {}, scalar, scalar});
            }).find("no trainable parameter"),
            std::string::npos);
  EXPECT_NE(error_of([&] {
              append_update(AdamW{.exclude_from_weight_decay = "bias"},
                            {flat, gradient, offset, scalar, scalar});
            }).find("needs the parameters' paths"),
            std::string::npos);
}

}  // namespace
}  // namespace ganglion::optim
