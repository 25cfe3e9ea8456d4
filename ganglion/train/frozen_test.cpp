#include "ganglion/train/frozen.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/path_pattern.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/optim/optimizers.h"
#include "ganglion/train/model.h"
#include "ganglion/train/save.h"
#include "ganglion/train/step_graph.h"
#include "tests/support/blobs.h"
#include "tests/support/error_of.h"
#include "tests/support/same_bits.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using nn::Dense;
using nn::Input;
using support::blobs;
using support::error_of;
using support::same_bits;
using testing::HasSubstr;

CompileOptions descent(optim::Optimizer optimizer = optim::SGD{.learning_rate = 0.1}) {
  return {.loss = nn::SparseCategoricalCrossentropy{.from_logits = true},
          .optimizer = std::move(optimizer),
          .replicas = 1};
}

Sequential three_layers() {
  return Sequential({Input({4}), Dense{20, nn::Activation::tanh},
                     Dense{.units = 10, .activation = nn::Activation::tanh, .kernel_l2 = 0.1},
                     Dense{3}});
}

/// Whatever the optimizer does to a weight without a gradient, and wherever it lies.
TEST(Frozen, KeepsWeightsToTheLastBit) {
  const std::vector<optim::Optimizer> optimizers = {
      optim::SGD{.learning_rate = 0.1, .momentum = 0.9}, optim::AdamW{.weight_decay = 0.1},
      optim::Adagrad{}, optim::Adam{.epsilon = 0.0}};
  for (const optim::Optimizer& optimizer : optimizers) {
    for (const char* pattern : {"dense", "dense_1/", "dense_2", "*/bias"}) {
      SCOPED_TRACE(fmt::format("{} {}", optimizer.name(), pattern));
      Sequential model = three_layers();
      CompileOptions how = descent(optimizer);
      how.frozen = {pattern};
      model.compile(how);
      const Model before = model.clone();
      model.fit(blobs(60), {.epochs = 2});
      for (const nn::ParameterSpec& spec : model.network().layout().parameters) {
        const bool frozen = nn::any_matches(how.frozen, spec.path);
        EXPECT_EQ(same_bits(model.weight(spec.path), before.weight(spec.path)), frozen)
            << spec.path;
      }
    }
  }
}

/// A body that is frozen is what its head is trained on: the same as a head alone, fed with what
/// the body gives.
TEST(Frozen, ABodyIsAFunctionThatAHeadIsTrainedOn) {
  Sequential whole({Input({4}), Dense{20, nn::Activation::tanh}, Dense{3}});
  CompileOptions how = descent(optim::Adam{.learning_rate = 0.01});
  how.frozen = {"dense"};
  whole.compile(how);
  const data::Dataset rows = blobs(90);
  data::Dataset inner = rows;
  inner.features = whole.outputs_of({"dense"}, rows)[0];
  Sequential head({Input({20}), Dense{3}});
  how.frozen = {};
  head.compile(how);
  for (const char* name : {"kernel", "bias"}) {
    head.set_weight(fmt::format("dense/{}", name), whole.weight(fmt::format("dense_1/{}", name)));
  }
  const auto a = whole.fit(rows, {.epochs = 3})["loss"];
  const auto b = head.fit(inner, {.epochs = 3})["loss"];
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(a[i], b[i], 1e-6);
  EXPECT_LT(a[2], a[0]);
}

TEST(Frozen, NoDerivativeIsComputedThatNobodyNeeds) {
  const Sequential model = three_layers();
  const auto graph_size = [&](std::vector<std::string> frozen) {
    CompileOptions how = descent();
    how.frozen = std::move(frozen);
    Graph graph;
    build_training_graph(graph, model.network(), how, {.batch_size = 8});
    int products = 0;
    for (const Node& node : graph.nodes()) products += node.op == &ops::kMatmul ? 1 : 0;
    return std::pair(products, graph.assignments().front().first.shape()[0]);
  };
  // Forward 3; back 3 by weights, 2 by what layers read (the third's gradient rule makes one more
  // for the input, which the passes drop).
  const auto [all, all_elements] = graph_size({});
  const auto [head, head_elements] = graph_size({"dense", "dense_1"});
  EXPECT_EQ(all_elements, model.network().layout().size);
  EXPECT_EQ(head_elements, 32 + 3);  // [10, 3] padded to 32, then the bias
  EXPECT_EQ(all - head, 4);          // two layers, each by its kernel and by what it reads
}

TEST(Frozen, BatchNormalizationUsesItsMovingAverages) {
  Sequential model({Input({4}), Dense{8}, nn::BatchNormalization{}, Dense{3}});
  CompileOptions how = descent();
  how.frozen = {"batch_norm*"};
  model.compile(how);
  model.set_weight("batch_normalization/moving_mean",
                   Tensor::of<float>({8}, {1, 2, 3, 4, 5, 6, 7, 8}));
  const data::Dataset rows = blobs(30);
  const double evaluated = model.evaluate(rows).at("loss");
  const Tensor mean = model.weight("batch_normalization/moving_mean");
  const double loss = model.fit(rows, {.batch_size = 30})["loss"][0];
  EXPECT_NEAR(loss, evaluated, 1e-6);  // before the step: the form for inference
  EXPECT_TRUE(same_bits(model.weight("batch_normalization/moving_mean"), mean));
}

TEST(Frozen, PenaltiesOnFrozenWeightsDoNotCount) {
  const data::Dataset rows = blobs(30);
  const auto penalties = [&](std::vector<std::string> frozen) {
    Sequential model = three_layers();
    CompileOptions how = descent();
    how.frozen = std::move(frozen);
    model.compile(how);
    const double evaluated = model.evaluate(rows).penalty;
    return std::pair(evaluated, model.fit(rows, {.batch_size = 30}).epochs[0].at("penalty"));
  };
  double squares = 0.0;
  const Tensor kernel = three_layers().weight("dense_1/kernel");
  for (const float w : kernel.values<float>()) squares += static_cast<double>(w) * w;
  const auto [evaluated, trained] = penalties({});
  EXPECT_NEAR(evaluated, 0.1 * squares, 1e-5);
  EXPECT_NEAR(trained, 0.1 * squares, 1e-5);
  const auto [without, trained_without] = penalties({"dense_1/kernel"});
  EXPECT_EQ(without, 0.0);
  EXPECT_TRUE(std::isnan(trained_without)) << "no such value in the history";
}

/// One step of plain gradient descent moves a weight by rate times factor times derivative.
TEST(LearningRates, AreFactorsOfTheRateOfEachParameter) {
  const data::Dataset rows = blobs(30);
  Sequential model = three_layers();
  CompileOptions how = descent(optim::SGD{.learning_rate = 0.5});
  how.learning_rates = {{"dense*", 0.1}, {"dense_2", 2.0}, {"*/bias", 0.0}};
  model.compile(how);
  const Model before = model.clone();
  const auto derivatives = model.gradients(rows);
  model.fit(rows, {.batch_size = 30});
  for (const auto& [path, derivative] : derivatives) {
    const double factor = path.ends_with("bias") ? 0.0 : path.starts_with("dense_2") ? 2.0 : 0.1;
    const Tensor now = model.weight(path);
    const Tensor old = before.weight(path);
    for (std::size_t i = 0; i < static_cast<std::size_t>(now.size()); ++i) {
      EXPECT_NEAR(now.values<float>()[i] - old.values<float>()[i],
                  -0.5 * factor * static_cast<double>(derivative.values<float>()[i]), 1e-6)
          << path;
    }
  }
}

TEST(Frozen, WhatCannotBeIsSaid) {
  const auto refused = [](std::vector<std::string> frozen,
                          std::vector<std::pair<std::string, double>> rates = {}) {
    CompileOptions how = descent();
    how.frozen = std::move(frozen);
    how.learning_rates = std::move(rates);
    return error_of([&] { three_layers().compile(how); });
  };
  EXPECT_EQ(refused({"dens"}),
            "compile: frozen 'dens' names no layer or parameter; the layers are dense, dense_1, "
            "dense_2");
  EXPECT_THAT(refused({}, {{"conv*", 0.1}}), HasSubstr("learning_rates 'conv*' names no layer"));
  EXPECT_THAT(refused({}, {{"dense", -1.0}}), HasSubstr("multiplied with -1"));
  EXPECT_THAT(refused({"*"}), HasSubstr("nothing is left to train"));
}

TEST(Frozen, IsKeptInTheFile) {
  const support::ScratchFolder folder;
  Model model({Input({4}), nn::Layer(Dense{8}).frozen(), Dense{5}, Dense{3}});
  CompileOptions how = descent();
  how.frozen = {"dense_1"};
  how.learning_rates = {{"dense_2", 0.25}};
  model.compile(how);
  save_model(model, folder / "m.ganglion");
  Model loaded = load_model(folder / "m.ganglion");
  EXPECT_TRUE(loaded.network().calls()[0].handle.is_frozen());
  EXPECT_EQ(loaded.compile_options().frozen, how.frozen);
  EXPECT_EQ(loaded.compile_options().learning_rates, how.learning_rates);
  EXPECT_THAT(loaded.summary(), HasSubstr("dense (dense, frozen)"));
  EXPECT_THAT(loaded.summary(), HasSubstr("(trainable 18, non-trainable 85)"));
  const Tensor kernel = loaded.weight("dense/kernel");
  loaded.fit(blobs(30));
  EXPECT_TRUE(same_bits(loaded.weight("dense/kernel"), kernel));
}

}  // namespace
}  // namespace ganglion::train
