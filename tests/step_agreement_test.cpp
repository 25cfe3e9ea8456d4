// Whole training steps of networks with every kind of layer: what a plan computes, with any number
// of replicas and with each pass switched off, is what the interpreter computes node by node.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "ganglion/core/rng.h"
#include "ganglion/core/workers.h"
#include "ganglion/nn/layers/layers.h"
#include "ganglion/nn/parameters.h"
#include "ganglion/optim/optimizers.h"
#include "ganglion/runtime/interpreter.h"
#include "ganglion/runtime/passes/pass.h"
#include "ganglion/runtime/plan.h"
#include "ganglion/train/step_graph.h"

namespace ganglion {
namespace {

using Feeds = std::map<std::string, Tensor>;
constexpr std::int64_t kBatch = 8;
constexpr int kSteps = 3;

struct Job {
  const char* name;
  nn::Network network;
  train::CompileOptions options;
  bool weighted = false;
};

nn::Network normalised_chain() {
  return {nn::Input({6}),
          nn::Normalization{.mean = {0, 1, 0, 1, 0, 1}, .variance = {1, 2, 1, 2, 1, 2}},
          // A bias in front of a batch normalisation has a gradient of rounding errors alone.
          nn::Dense{.units = 12, .use_bias = false, .kernel_l1 = 0.01, .kernel_l2 = 0.02},
          nn::BatchNormalization{.momentum = 0.9}, nn::Activate{relu}, nn::Dropout{0.3},
          nn::Dense{8, gelu}, nn::BatchNormalization{}, nn::LayerNormalization{}, nn::Dense{3}};
}

nn::Network branched() {
  const nn::Input numbers({4}), token({3}, {.dtype = DType::i32});
  const nn::Symbol words = nn::Flatten{}(nn::Embedding{5, 2}(token));
  const nn::Layer shared = nn::Dense{6, tanh};
  const nn::Symbol a = shared(nn::Concatenate{}(numbers, words));
  const nn::Symbol b = shared(nn::Concatenate{}(words, numbers));
  const nn::Symbol joined = nn::Add{}(a, nn::Multiply{}(a, b));
  const nn::Symbol folded = nn::Flatten{}(nn::Dense{2, silu}(nn::Reshape{{2, 3}}(joined)));
  return {{numbers, token}, {nn::Dense{2}(joined), nn::Dense{1}(folded)}};
}

nn::Network sequences() {
  return {nn::Input({5, 3}),
          nn::Bidirectional{.layer = "gru", .units = 4, .return_sequences = true},
          nn::MultiHeadAttention{.num_heads = 2, .key_dim = 3, .causal = true},
          nn::GRU{.units = 4, .return_sequences = true, .reset_after = false},
          nn::SimpleRNN{.units = 4, .return_sequences = true},
          nn::LSTM{5},
          nn::Dense{3}};
}

std::vector<Job> jobs() {
  const nn::Loss classes = nn::SparseCategoricalCrossentropy{.from_logits = true};
  const nn::Loss yes_no = nn::BinaryCrossentropy{.from_logits = true, .label_smoothing = 0.1};
  std::vector<Job> jobs;
  const std::vector<optim::Optimizer> optimizers = {
      optim::SGD{.learning_rate = 0.1, .momentum = 0.9, .nesterov = true},
      optim::Adam{.clip = {.global_norm = 0.5}},
      optim::AdamW{.exclude_from_weight_decay = "bias gamma beta"},
      optim::RMSprop{.momentum = 0.5, .centered = true}, optim::Adagrad{.clip = {.norm = 0.3}}};
  for (const optim::Optimizer& optimizer : optimizers) {
    jobs.push_back({"chain", normalised_chain(), {.loss = classes, .optimizer = optimizer}, false});
  }
  jobs.push_back({"weighted chain", normalised_chain(), {.loss = classes}, true});
  jobs.push_back({"sequences", sequences(), {.loss = classes}, false});
  jobs.push_back({"branches",
                  branched(),
                  {.losses = {nn::Huber{.delta = 0.5}, yes_no}, .loss_weights = {1, 0.3}},
                  true});
  return jobs;
}

Feeds feeds_of(const Graph& graph, const Job& job) {
  Feeds feeds;
  for (const Node& node : graph.nodes()) {
    if (node.op != &kInput && node.op != &kVariable) continue;
    Tensor tensor(node.outputs[0].shape, node.outputs[0].dtype);
    const std::uint64_t stream = stream_of(node.name);
    for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(tensor.size()); ++i) {
      if (tensor.dtype() == DType::i32) {
        tensor.values<std::int32_t>()[i] = static_cast<std::int32_t>((i * 7 + 1) % 3);
      } else if (node.name.starts_with("targets") || node.name.starts_with("sample_weight")) {
        tensor.values<float>()[i] = static_cast<float>(random_uniform(1, stream, i));
      } else if (node.op == &kInput) {
        tensor.values<float>()[i] = static_cast<float>(random_normal(1, stream, i));
      }
    }
    feeds.emplace(node.name, std::move(tensor));
  }
  feeds.at("parameters") = nn::initial_parameters(job.network.layout(), 3);
  if (feeds.contains("state")) feeds.at("state") = nn::initial_state(job.network.layout(), 3);
  feeds.at("learning_rate") = Tensor::scalar(0.01);
  for (const optim::SlotSpec& slot : job.options.optimizer.slots()) {
    for (float& x : feeds.at("slot/" + slot.name).values<float>()) {
      x = static_cast<float>(slot.initial);
    }
  }
  return feeds;
}

/// Losses of the steps; `feeds` then holds the variables after the last.
std::vector<double> interpret(const Graph& graph, Feeds& feeds) {
  std::vector<double> losses;
  for (int step = 1; step <= kSteps; ++step) {
    feeds.at("step") = Tensor::scalar(step);
    const runtime::Evaluation run(graph, feeds);
    losses.push_back(run.output("loss").values<float>()[0]);
    for (const auto& [variable, value] : graph.assignments()) {
      feeds.at(variable.producer().name) = run.at(value);
    }
  }
  return losses;
}

std::vector<double> run_plan(const Graph& graph, Feeds& feeds, const runtime::PlanOptions& options,
                             Workers* workers = nullptr) {
  runtime::Plan plan(graph, options);
  EXPECT_EQ(plan.replicas(), options.replicas);
  for (auto& [name, tensor] : feeds) {
    if (plan.has(name)) plan.bind(name, tensor);
  }
  std::vector<double> losses;
  for (int step = 1; step <= kSteps; ++step) {
    feeds.at("step").values<float>()[0] = static_cast<float>(step);
    EXPECT_TRUE(plan.run(workers));
    losses.push_back(plan.read("loss").values<float>()[0]);
  }
  return losses;
}

void expect_agreement(const Graph& graph, const Job& job, const runtime::PlanOptions& options) {
  Feeds wanted = feeds_of(graph, job), given = wanted;
  const auto wanted_losses = interpret(graph, wanted);
  const auto losses = run_plan(graph, given, options);
  for (std::size_t i = 0; i < losses.size(); ++i) {
    EXPECT_NEAR(losses[i], wanted_losses[i], 1e-5 * std::max(1.0, std::abs(wanted_losses[i])))
        << "step " << i + 1;
  }
  for (const auto& [variable, value] : graph.assignments()) {
    const std::string& name = variable.producer().name;
    const auto a = given.at(name).values<float>(), b = wanted.at(name).values<float>();
    for (std::size_t i = 0; i < a.size(); ++i) {
      ASSERT_NEAR(a[i], b[i], 1e-4 * std::max(1.0F, std::abs(b[i]))) << name << ", element " << i;
    }
  }
}

TEST(StepAgreement, PlansComputeWhatTheInterpreterComputes) {
  for (const Job& job : jobs()) {
    Graph graph;
    train::build_training_graph(graph, job.network, job.options,
                                {.batch_size = kBatch, .weighted = job.weighted});
    for (const std::int64_t replicas : {1, 2, 4, 8}) {
      SCOPED_TRACE(std::string(job.name) + ", " + job.options.optimizer.to_string() +
                   ", replicas " + std::to_string(replicas));
      expect_agreement(graph, job, {.replicas = replicas});
    }
    for (const runtime::Pass& pass : runtime::all_passes()) {
      if (pass.required) continue;
      SCOPED_TRACE(std::string(job.name) + " without " + std::string(pass.name));
      expect_agreement(graph, job, {.replicas = 2, .disabled_passes = {std::string(pass.name)}});
      expect_agreement(
          graph, job,
          {.kernels = kernels::Choice::reference, .disabled_passes = {std::string(pass.name)}});
    }
  }
}

TEST(StepAgreement, ThreadsChangeNoBit) {
  Workers workers(3);
  for (const Job& job : jobs()) {
    SCOPED_TRACE(job.name);
    Graph graph;
    train::build_training_graph(graph, job.network, job.options,
                                {.batch_size = kBatch, .weighted = job.weighted});
    Feeds alone = feeds_of(graph, job), together = alone;
    EXPECT_EQ(run_plan(graph, alone, {.replicas = 8}),
              run_plan(graph, together, {.replicas = 8}, &workers));
    for (const auto& [name, tensor] : alone) {
      EXPECT_EQ(std::memcmp(tensor.data(), together.at(name).data(), tensor.bytes()), 0) << name;
    }
  }
}

}  // namespace
}  // namespace ganglion
