#include "ganglion/train/step_graph.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/core/error.h"
#include "ganglion/ops/multiply_adds.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/passes/pass.h"
#include "ganglion/train/frozen.h"
#include "ganglion/train/named_outputs.h"

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
    Value of_rows;
    if (step.weighted) {
      of_rows = graph.input(numbered(nn::graph_names::kSampleWeight, i),
                            {builder.dtype(), Shape{step.batch_size}});
      forward.row_losses.back() = forward.row_losses.back() * of_rows;
    }
    if (options.outputs.empty()) continue;
    const Value own = of_rows ? rows * of_rows : rows;
    graph.set_output(loss_name(options, i), builder.training() ? nn::weighted_mean(own) : own);
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

/// The mean loss, regularisers included.
Value build_evaluated_loss(nn::GraphBuilder& builder, const nn::Network& network,
                           const CompileOptions& options, const StepGraphOptions& step) {
  const Forward forward = build_forward(builder, network, options, step);
  Value loss = nn::weighted_mean(sum_of(forward.row_losses));
  for (const Value& regularizer : builder.losses()) loss = loss + regularizer;
  return loss;
}

nn::BuilderOptions inference_form(const nn::Network& network, const CompileOptions& options) {
  return {.training = false, .seed = options.seed, .frozen = frozen_paths(network, options)};
}

/// Names values, one for each of the layout, by their paths: those of the network's layers.
void set_by_path(const nn::Network& network, const std::vector<Value>& values) {
  const auto& specs = network.layout().parameters;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    if (network.has(specs[i])) values[i].graph->set_output(specs[i].path, values[i]);
  }
}

/// "parameters", or those of one network out of several: "generator/parameters".
bool is_parameters(std::string_view variable) {
  const std::string_view name = nn::graph_names::kParameters;
  return variable == name ||
         (variable.ends_with(name) && variable[variable.size() - name.size() - 1] == '/');
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
  const Value rows = nn::weighted_mean(sum_of(forward.row_losses));
  Value loss = rows;
  for (const Value& regularizer : builder.losses()) loss = loss + regularizer;
  graph.set_output("loss", rows);
  if (!builder.losses().empty()) graph.set_output("penalty", sum_of(builder.losses()));
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
  nn::GraphBuilder builder(graph, network.layout(), inference_form(network, options));
  const Forward forward = build_forward(builder, network, options, step);
  graph.set_output("row_loss", sum_of(forward.row_losses));
  if (!builder.losses().empty()) graph.set_output("penalty", sum_of(builder.losses()));
  set_predictions(graph, forward.outputs, &options);
}

void build_gradient_graph(Graph& graph, const nn::Network& network, const CompileOptions& options,
                          const StepGraphOptions& step) {
  nn::GraphBuilder builder(graph, network.layout(), inference_form(network, options));
  const Value loss = build_evaluated_loss(builder, network, options, step);
  set_by_path(network, gradients(loss, builder.parameter_values()));
}

void build_hessian_graph(Graph& graph, const nn::Network& network, const CompileOptions& options,
                         const StepGraphOptions& step, const std::vector<std::string>& paths) {
  nn::GraphBuilder builder(graph, network.layout(), inference_form(network, options));
  const Value loss = build_evaluated_loss(builder, network, options, step);
  const std::vector<Value> parameters = builder.parameter_values();
  const auto& specs = network.layout().parameters;
  std::vector<Value> by, vector;
  for (const std::string& path : paths) {
    const auto spec = std::ranges::find(specs, path, &nn::ParameterSpec::path);
    by.push_back(parameters[static_cast<std::size_t>(spec - specs.begin())]);
    vector.push_back(
        graph.input(numbered(nn::graph_names::kTargets, network.outputs().size() + vector.size()),
                    by.back().type(), false));
  }
  set_by_path(network, gradients(gradients(loss, by), vector, parameters));
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
  std::int64_t weights = 0;
  for (const Node& node : graph.nodes()) {
    flops += 2.0 * static_cast<double>(ops::multiply_adds(node));
    if (node.op == &kVariable && is_parameters(node.name)) weights += node.outputs[0].shape.size();
  }
  weights = std::max<std::int64_t>(weights, 1);
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

std::int64_t training_replicas(const nn::Network& network, const CompileOptions& options,
                               std::int64_t batch_size) {
  Graph graph;
  build_training_graph(graph, network, options, {.batch_size = batch_size});
  const std::int64_t wanted =
      options.replicas > 0 ? options.replicas : default_replicas(graph, batch_size, true);
  return runtime::run_passes(graph, {.replicas = wanted, .precision = options.precision}).replicas;
}

}  // namespace ganglion::train
