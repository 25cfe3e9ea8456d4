#include "ganglion/train/step_graph.h"

#include <fmt/format.h>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/core/error.h"
#include "ganglion/ops/multiply_adds.h"
#include "ganglion/ops/ops.h"
#include "ganglion/train/frozen.h"

namespace ganglion::train {
namespace {

/// The network in a graph, with what its outputs are compared to.
struct Forward {
  std::vector<Value> outputs;
  std::vector<Value> row_losses;  ///< [B], one for each output of the network, weighted
};

Forward build_forward(nn::GraphBuilder& builder, const nn::Network& network,
                      const CompileOptions& options, const StepGraphOptions& step) {
  Forward forward;
  const auto inputs = network.add_inputs(builder, step.batch_size);
  forward.outputs = network.build(builder, inputs);
  Graph& graph = builder.graph();
  for (std::size_t i = 0; i < forward.outputs.size(); ++i) {
    const nn::Loss& loss = loss_of(options, i, forward.outputs.size());
    const Value target = graph.input(numbered(nn::graph_names::kTargets, i),
                                     loss.target_type(forward.outputs[i].type()));
    const double weight = options.loss_weights.empty() ? 1.0 : options.loss_weights.at(i);
    const Graph::Scope scope(graph, numbered("loss", i));
    const Value rows = loss.per_sample(forward.outputs[i], target);
    forward.row_losses.push_back(weight == 1.0 ? rows : rows * weight);
    if (!step.weighted) continue;
    forward.row_losses.back() =
        forward.row_losses.back() * graph.input(numbered(nn::graph_names::kSampleWeight, i),
                                                {builder.dtype(), Shape{step.batch_size}});
  }
  return forward;
}

Value sum_of(const std::vector<Value>& values) {
  Value sum = values.at(0);
  for (std::size_t i = 1; i < values.size(); ++i) sum = sum + values[i];
  return sum;
}

void set_predictions(Graph& graph, const std::vector<Value>& outputs,
                     const CompileOptions* options) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const Value seen = options == nullptr
                           ? outputs[i]
                           : loss_of(*options, i, outputs.size()).prediction(outputs[i]);
    graph.set_output(numbered("prediction", i), seen);
  }
}

/// The rows of a share from which on its products reach the speed of the machine. `uses`: of each
/// weight in a row, on average.
std::int64_t least_rows(std::int64_t weights, double uses, bool training) {
  // A dense layer uses a weight once, and three times in training; a convolution for every pixel,
  // so that few rows are much to do, and all the better for lying in a cache.
  if (uses > 9.0) return 16;
  if (training) return 64;
  // Weights that a second-level cache doesn't hold are read by each share anew. (Products of one
  // share are cut for threads, too.)
  constexpr std::int64_t kManyWeights = 1 << 18;
  constexpr std::int64_t kMoreThanCachesHold = 1 << 21;
  if (weights > kMoreThanCachesHold) return 64;
  return weights > kManyWeights ? 32 : 16;
}

}  // namespace

const nn::Loss& loss_of(const CompileOptions& options, std::size_t output, std::size_t outputs) {
  if (!options.losses.empty() && options.losses.size() != outputs) {
    throw Error(
        fmt::format("compile: {} losses for {} outputs; give one for each, or a single `loss`",
                    options.losses.size(), outputs));
  }
  if (!options.loss_weights.empty() && options.loss_weights.size() != outputs) {
    throw Error(fmt::format("compile: {} loss weights for {} outputs; give one for each",
                            options.loss_weights.size(), outputs));
  }
  return options.losses.empty() ? options.loss : options.losses[output];
}

void check_losses(const nn::Network& network, const CompileOptions& options) {
  const auto& shapes = network.output_shapes();
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    loss_of(options, i, shapes.size())
        .check_output(network.output_activation(static_cast<int>(i)), shapes[i].prepended(1));
  }
}

void build_training_graph(Graph& graph, const nn::Network& network, const CompileOptions& options,
                          const StepGraphOptions& step) {
  nn::GraphBuilder builder(
      graph, network.layout(),
      {.training = true, .seed = options.seed, .frozen = frozen_paths(network, options)});
  const Forward forward = build_forward(builder, network, options, step);
  Value loss = nn::weighted_mean(sum_of(forward.row_losses));
  for (const Value& regularizer : builder.losses()) loss = loss + regularizer;
  graph.set_output("loss", loss);
  graph.set_guard(loss);
  set_predictions(graph, forward.outputs, &options);
  builder.assign_state();
  const nn::GraphBuilder::Trained trained = builder.trained();
  if (!trained.variable) return;  // a network without weights: nothing to update

  const std::vector<Value> derivatives = gradients(loss, trained.values);
  const std::vector<double> rates = learning_rates_of(options, trained.paths);
  const Graph::Scope scope(graph, "update");
  optim::append_update(options.optimizer,
                       {.parameters = trained.variable,
                        .gradients = derivatives,
                        .offsets = trained.offsets,
                        .learning_rate = graph.input(std::string(nn::graph_names::kLearningRate),
                                                     {DType::f32, Shape{}}, false),
                        .step = builder.step(),
                        .paths = trained.paths,
                        .rates = rates,
                        .frozen = trained.range.frozen});
}

void build_evaluation_graph(Graph& graph, const nn::Network& network, const CompileOptions& options,
                            const StepGraphOptions& step) {
  nn::GraphBuilder builder(
      graph, network.layout(),
      {.training = false, .seed = options.seed, .frozen = frozen_paths(network, options)});
  const Forward forward = build_forward(builder, network, options, step);
  graph.set_output("row_loss", sum_of(forward.row_losses));
  if (!builder.losses().empty()) graph.set_output("regularization", sum_of(builder.losses()));
  set_predictions(graph, forward.outputs, &options);
}

void build_gradient_graph(Graph& graph, const nn::Network& network, const CompileOptions& options,
                          const StepGraphOptions& step) {
  nn::GraphBuilder builder(
      graph, network.layout(),
      {.training = false, .seed = options.seed, .frozen = frozen_paths(network, options)});
  const Forward forward = build_forward(builder, network, options, step);
  Value loss = nn::weighted_mean(sum_of(forward.row_losses));
  for (const Value& regularizer : builder.losses()) loss = loss + regularizer;
  const auto& specs = network.layout().parameters;
  const std::vector<Value> derivatives = gradients(loss, builder.parameter_values());
  for (std::size_t i = 0; i < specs.size(); ++i) {
    if (network.has(specs[i])) graph.set_output(specs[i].path, derivatives[i]);
  }
}

void build_prediction_graph(Graph& graph, const nn::Network& network, const CompileOptions* options,
                            std::int64_t batch_size) {
  nn::GraphBuilder builder(graph, network.layout(), {.training = false});
  const auto inputs = network.add_inputs(builder, batch_size);
  set_predictions(graph, network.build(builder, inputs), options);
}

std::int64_t default_replicas(const Graph& graph, std::int64_t batch_size, bool training) {
  // Below this much work (25 to 50 µs on one core) the hand-over between threads would show. A
  // training step hands over several times.
  const double flops_per_replica = training ? 4e6 : 2e6;
  constexpr std::int64_t kMaxReplicas = 16;
  double flops = 0.0;
  std::int64_t weights = 1;
  for (const Node& node : graph.nodes()) {
    flops += 2.0 * static_cast<double>(ops::multiply_adds(node));
    if (node.op == &kVariable && node.name == nn::graph_names::kParameters)
      weights = node.outputs[0].shape.size();
  }
  const double uses = flops / 2.0 / static_cast<double>(batch_size) / static_cast<double>(weights);
  const std::int64_t rows_per_replica = least_rows(weights, uses, training);
  std::int64_t replicas = 1;
  while (replicas < kMaxReplicas && batch_size % (2 * replicas) == 0 &&
         batch_size / (2 * replicas) >= rows_per_replica &&
         flops / static_cast<double>(2 * replicas) >= flops_per_replica) {
    replicas *= 2;
  }
  return replicas;
}

}  // namespace ganglion::train
