// A training step allocates nothing, as runtime/plan.h promises, and predicting one example
// neither: counted.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "ganglion/core/workers.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/runtime/plan.h"
#include "ganglion/train/model.h"
#include "ganglion/train/predictor.h"
#include "ganglion/train/step/step.h"
#include "ganglion/train/step_graph.h"
#include "tests/allocations/count.h"

namespace ganglion {
namespace {

using kernels::Choice;
using support::Allocations;

constexpr std::int64_t kBatch = 64;
constexpr int kRuns = 10;

/// A training step with most of what a network may hold, its memory, and its plan.
class Step {
 public:
  Step(std::int64_t replicas, Choice kernels) : model_(network()) {
    model_.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true}});
    train::build_training_graph(graph_, model_.network(), model_.compile_options(),
                                {.batch_size = kBatch});
    plan_.emplace(graph_, runtime::PlanOptions{.replicas = replicas, .kernels = kernels});
    bind("input", features_);
    bind("targets", targets_);
    bind("step", step_);
    bind("learning_rate", learning_rate_);
    bind("parameters", model_.mutable_weights().parameters);
    bind("state", model_.mutable_weights().state);
    for (auto& [name, slot] : model_.mutable_weights().slots) bind(name, slot);
  }

  /// Of kRuns runs, after some that make ready.
  Allocations allocations(Workers* workers = nullptr) {
    for (int i = 0; i < 3; ++i) plan_->run(workers);
    support::start_counting();
    for (int i = 0; i < kRuns; ++i) plan_->run(workers);
    return support::stop_counting();
  }

 private:
  static nn::Network network() {
    return {nn::Input({64}),  nn::Dense{48, nn::Activation::relu}, nn::BatchNormalization{},
            nn::Dropout{0.2}, nn::Dense{32, nn::Activation::tanh}, nn::LayerNormalization{},
            nn::Dense{10}};
  }
  void bind(const std::string& name, Tensor& tensor) {
    if (plan_->has(name)) plan_->bind(name, tensor);
  }

  train::Model model_;
  Graph graph_;
  std::optional<runtime::Plan> plan_;
  Tensor features_{Shape{kBatch, 64}};
  Tensor targets_{Shape{kBatch}, DType::i32};
  Tensor step_ = Tensor::scalar(1.0);
  Tensor learning_rate_ = Tensor::scalar(1e-3);
};

TEST(Allocations, AreCounted) {
  void* volatile one = nullptr;  // volatile: or the compiler sees that nobody needs them
  void* volatile two = nullptr;
  support::start_counting();
  one = new int[1000];
  two = std::malloc(10);
  EXPECT_EQ(support::stop_counting().ours, 2);
  std::free(two);
  delete[] static_cast<int*>(one);
}

TEST(Allocations, NoneInAStepOnPlainKernels) {
  for (std::int64_t replicas : {1, 4}) {
    const Allocations counted = Step(replicas, Choice::reference).allocations();
    EXPECT_EQ(counted.ours, 0);
    EXPECT_EQ(counted.onednn_calls, 0);
  }
}

TEST(Allocations, NoneInAStepOnThreads) {
  for (const Choice choice : {Choice::reference, Choice::fastest}) {
    Step step(4, choice);
    for (int threads : {2, 3}) {
      Workers workers(threads);
      EXPECT_EQ(step.allocations(&workers).ours, 0) << threads << " threads";
    }
  }
}

/// oneDNN's sgemm takes room for its copies of the operands when it needs some. Nothing else
/// allocates.
TEST(Allocations, OnFastKernelsOnlyOneDnnAllocates) {
  for (std::int64_t replicas : {1, 2}) {
    const Allocations counted = Step(replicas, Choice::fastest).allocations();
    EXPECT_EQ(counted.ours, 0);
    ASSERT_GT(counted.onednn_calls, 0);
    const double each =
        static_cast<double>(counted.inside_onednn) / static_cast<double>(counted.onednn_calls);
    std::printf("%d replicas: %d calls of oneDNN in a step, %.2f allocations in each\n",
                static_cast<int>(replicas), static_cast<int>(counted.onednn_calls / kRuns), each);
    EXPECT_LE(each, 1.0);
  }
}

TEST(Allocations, NoneInAStepOfOnesOwn) {
  train::Sequential a({nn::Input({8}), nn::Dense{6, nn::Activation::tanh}});
  train::Sequential b({nn::Input({6}), nn::Dense{1}});
  train::Step step({&a, &b},
                   [&](train::StepBuilder& s) {
                     return s.loss(nn::MeanSquaredError{}, s(b, s(a, s.input("x", {8}))),
                                   s.input("y", {1}));
                   },
                   {.accumulate = 2, .average_decay = 0.9, .replicas = 1});
  const Tensor x(Shape{4, 8}), y(Shape{4, 1});
  for (int i = 0; i < 4; ++i) step.run({{"x", x}, {"y", y}});
  support::start_counting();
  for (int i = 0; i < kRuns; ++i) step.run({{"x", x}, {"y", y}});
  EXPECT_EQ(support::stop_counting().ours, 0);
}

TEST(Allocations, NoneInAPredictionOfOneExample) {
  train::Sequential model(
      {nn::Input({64}), nn::Dense{25, nn::Activation::relu}, nn::Dense{15}, nn::Dense{10}});
  model.compile({.loss = nn::SparseCategoricalCrossentropy{.from_logits = true}});
  const train::Predictor predictor(model);
  const std::vector<float> features(64, 0.5F);
  std::vector<float> prediction(10);
  for (int i = 0; i < 3; ++i) predictor.predict_one(features, prediction);
  support::start_counting();
  for (int i = 0; i < kRuns; ++i) predictor.predict_one(features, prediction);
  EXPECT_EQ(support::stop_counting().ours, 0);
}

}  // namespace
}  // namespace ganglion
