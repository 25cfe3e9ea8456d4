#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "ganglion/core/error.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/losses/losses.h"
#include "ganglion/ops/ops.h"
#include "ganglion/optim/optimizers.h"
#include "ganglion/train/step/step.h"
#include "tests/support/blobs.h"
#include "tests/support/error_of.h"
#include "tests/support/same_bits.h"

namespace ganglion::train {
namespace {

using nn::Dense;
using nn::Input;
using support::blobs;
using support::error_of;
using support::same_bits;
using testing::HasSubstr;

const nn::Loss kClasses = nn::SparseCategoricalCrossentropy{.from_logits = true};

Value class_losses(StepBuilder& s, const Model& model) {
  const Value x = s.input("x", {4});
  return kClasses.per_sample(s(model, x), s.input("y", {}, DType::i32));
}

double run_rows(Step& step, const data::Dataset& rows) {
  return step.run({{"x", rows.features}, {"y", rows.targets}});
}

TEST(CustomStep, OutlivesItsModels) {
  const data::Dataset rows = blobs(30);
  auto model = std::make_unique<Sequential>(Sequential({Input({4}), Dense{3}}));
  Step step({model.get()}, [&](StepBuilder& s) { return class_losses(s, *model); });
  const double first = run_rows(step, rows);
  Step moved = std::move(step);
  model.reset();
  EXPECT_LT(run_rows(moved, rows), first + 1.0);  // the plan is there, and keeps the weights
  EXPECT_THAT(error_of([&] { step.runs(); }), HasSubstr("moved from"));
}

TEST(CustomStep, NamesWhatIsNotFiniteAndKeepsTheWeights) {
  Sequential model({Input({1}), Dense{1}});
  Step step({&model}, [&](StepBuilder& s) {
    return ops::reduce_mean(ops::log(s(model, s.input("x", {1})) * 0.0));
  });
  const Tensor before = model.weights().parameters;
  EXPECT_THAT(error_of([&] {
                step.run({{"x", Tensor(Shape{2, 1})}});
              }),
              testing::AllOf(HasSubstr("diverged in run 1"), HasSubstr("log")));
  EXPECT_TRUE(same_bits(model.weights().parameters, before));
  EXPECT_EQ(step.runs(), 0);
}

TEST(CustomStepRefusals, RefusesWhatIsFedWrongly) {
  const data::Dataset rows = blobs(6);
  Sequential model({Input({4}), Dense{3}});
  Step step({&model}, [&](StepBuilder& s) { return class_losses(s, model); });
  EXPECT_THAT(error_of([&] {
                step.run({{"x", rows.features}});
              }),
              HasSubstr("'y' i32[6] is not fed"));
  EXPECT_THAT(error_of([&] {
                step.run({{"x", rows.features}, {"y", rows.targets}, {"z", rows.targets}});
              }),
              HasSubstr("no input 'z'; inputs: x, y"));
  EXPECT_THAT(error_of([&] {
                step.run({{"x", rows.features}, {"y", rows.features}});
              }),
              HasSubstr("'y' is i32[6] for 6 rows, but f32[6, 4] was fed"));
  EXPECT_THAT(error_of([&] { step.run(0); }), HasSubstr("at least 1"));
  data::Dataset bad = rows;
  bad.targets.values<std::int32_t>()[2] = 3;
  EXPECT_THAT(error_of([&] { run_rows(step, bad); }), HasSubstr("'y' has the index 3"));
  bad = rows;
  bad.features.values<float>()[2] = NAN;
  EXPECT_THAT(error_of([&] { run_rows(step, bad); }),
              HasSubstr("'x' has a number that is not finite"));
  EXPECT_THAT(error_of([&] { step.read("a"); }), HasSubstr("function named none"));
}

TEST(CustomStepRefusals, RefusesWhatCannotBeAStep) {
  Sequential model({Input({4}), Dense{3}});
  Sequential other({Input({4}), Dense{3}});
  const auto made = [](std::vector<Model*> models, StepFunction function,
                       StepOptions options = {}) {
    return error_of([&] {
      Step step(std::move(models), std::move(function), std::move(options));
      step.run({{"x", Tensor(Shape{2, 4})}});
    });
  };
  const auto value = [&](StepBuilder& s) { return s(model, s.input("x", {4})); };
  EXPECT_THAT(made({}, value), HasSubstr("no models"));
  EXPECT_THAT(made({&model}, {}), HasSubstr("no function"));
  EXPECT_THAT(made({nullptr}, value), HasSubstr("null pointer"));
  EXPECT_THAT(made({&model, &model}, value), HasSubstr("share their weights"));
  EXPECT_THAT(made({&model}, value, {.update = {&other}}), HasSubstr("`update` names a model"));
  EXPECT_THAT(made({&model}, value, {.accumulate = 0}), HasSubstr("accumulate is 0"));
  EXPECT_THAT(made({&model}, value, {.average_decay = 1.0}), HasSubstr("[0, 1)"));
  EXPECT_THAT(made({&model}, value, {.replicas = 3}), HasSubstr("power of two"));
  EXPECT_THAT(made({&model}, value), HasSubstr("a loss is a scalar, or [2]"));
  EXPECT_THAT(made({&model}, [](StepBuilder&) { return Value{}; }), HasSubstr("empty Value"));
  const auto mean = [&](StepBuilder& s) { return ops::reduce_mean(value(s)); };
  EXPECT_THAT(made({&model, &other}, mean), HasSubstr("doesn't depend on model 2"));
  EXPECT_THAT(made({&other}, mean), HasSubstr("isn't one of the step's"));
  EXPECT_THAT(made({&model}, [&](StepBuilder& s) { return s.input("x", {4}), mean(s); }),
              HasSubstr("two inputs 'x'"));
}

TEST(TrainOnBatch, RefusesWhatFitRefuses) {
  Sequential model({Input({4}), Dense{3}});
  data::Dataset rows = blobs(6);
  EXPECT_THAT(error_of([&] { model.train_on_batch(rows); }), HasSubstr("isn't compiled"));
  model.compile({.loss = kClasses, .optimizer = optim::SGD{.learning_rate = 0.1}});
  rows.targets.values<std::int32_t>()[0] = 5;
  EXPECT_THAT(error_of([&] { model.train_on_batch(rows); }),
              HasSubstr("train_on_batch: the label"));
  rows = blobs(6);
  rows.sample_weights = Tensor::of<float>({6}, {0, 0, 0, 0, 0, 0});
  const Tensor before = model.weights().parameters;
  EXPECT_EQ(model.train_on_batch(rows), 0.0);
  EXPECT_TRUE(same_bits(model.weights().parameters, before));
}

}  // namespace
}  // namespace ganglion::train
