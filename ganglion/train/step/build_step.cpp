#include "ganglion/train/step/build_step.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/autodiff/gradients.h"
#include "ganglion/core/error.h"
#include "ganglion/ops/ops.h"

namespace ganglion::train {
namespace {

/// What the function gave, as a scalar.
Value scalar_loss(const Graph& graph, Value loss, std::int64_t rows) {
  if (!loss) throw Error("step: the function returned an empty Value; return the loss");
  if (loss.graph != &graph) {
    throw Error("step: the function returned a value of another graph; make it with its builder");
  }
  if (loss.shape().rank() == 0) return loss;
  if (loss.shape() == Shape{rows}) return nn::weighted_mean(loss);
  throw Error(
      fmt::format("step: the function returned {}, but a loss is a scalar, or [{}] with a number "
                  "for each row; take the mean with ops::reduce_mean",
                  loss.type().to_string(), rows));
}

/// The loss and what regularisers of the updated networks add.
Value total_loss(Graph& graph, StepBuilder& builder, std::span<const StepNetwork> networks,
                 Value loss) {
  Value penalty;
  for (std::size_t i = 0; i < networks.size(); ++i) {
    if (!networks[i].role().updated) continue;
    for (const Value& one : builder.builder_of(i).losses()) penalty = penalty ? penalty + one : one;
  }
  if (!penalty) return loss;
  graph.set_output("penalty", penalty);
  return loss + penalty;
}

/// The part of one network in a step.
struct Part {
  const StepNetwork* network;
  nn::GraphBuilder::Trained trained;
  std::vector<Value> gradients = {};
};

/// The derivatives of all parts, in one walk.
std::vector<Part> differentiate(StepBuilder& builder, std::span<const StepNetwork> networks,
                                Value loss) {
  std::vector<Part> parts;
  std::vector<Value> wrt;
  for (std::size_t i = 0; i < networks.size(); ++i) {
    if (!networks[i].role().updated) continue;
    parts.push_back({&networks[i], builder.builder_of(i).trained()});
    const auto& values = parts.back().trained.values;
    wrt.insert(wrt.end(), values.begin(), values.end());
  }
  WalkCount count;
  const std::vector<Value> all = gradients(loss, wrt, &count);
  auto next = all.begin();
  auto reached = count.reached.begin();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto size = static_cast<std::ptrdiff_t>(parts[i].trained.values.size());
    if (std::find(reached, reached + size, true) == reached + size) {
      throw Error(
          fmt::format("step: the loss doesn't depend on model {} of those to be updated; leave it "
                      "out of `update`, or use it in the function",
                      i + 1));
    }
    parts[i].gradients = {next, next + size};
    next += size;
    reached += size;
  }
  return parts;
}

/// The sum of the gradients of earlier runs, [P], as it is kept.
Value kept_sum(Graph& graph, const Part& part) {
  return graph.variable(part.network->name_of(kSumSlot),
                        {DType::f32, Shape{part.network->range().size}});
}

/// Zeros where an accumulation begins.
Value sum_before(Value kept, Value goes_on) {
  return ops::select(goes_on, kept, ops::scalar_like(kept, 0.0));
}

void accumulate(Graph& graph, const Part& part, Value goes_on) {
  const Value kept = kept_sum(graph, part);
  const Value now = ops::pack(part.gradients, part.trained.offsets, kept.shape()[0]);
  graph.assign(kept, sum_before(kept, goes_on) + now);
}

/// The mean over this run and those before it.
std::vector<Value> mean_gradients(Graph& graph, const Part& part, Value goes_on, int runs) {
  const Value before = sum_before(kept_sum(graph, part), goes_on);
  std::vector<Value> means;
  for (std::size_t i = 0; i < part.gradients.size(); ++i) {
    const Value sum = ops::view(before, part.trained.offsets[i], part.gradients[i].shape());
    means.push_back((sum + part.gradients[i]) * (1.0 / runs));
  }
  return means;
}

void keep_average(Graph& graph, const Part& part, Value weights, double decay) {
  const Value average = graph.variable(part.network->name_of(kAverageSlot), weights.type());
  graph.assign(average, average * decay + weights * (1.0 - decay));
}

void update(Graph& graph, const Part& part, const std::vector<Value>& derivatives,
            const StepOptions& options, Value learning_rate, Value number) {
  const std::vector<double> rates = part.network->rates_of(part.trained.paths);
  const Value weights =
      optim::append_update(options.optimizer, {.parameters = part.trained.variable,
                                               .gradients = derivatives,
                                               .offsets = part.trained.offsets,
                                               .learning_rate = learning_rate,
                                               .step = number,
                                               .paths = part.trained.paths,
                                               .rates = rates,
                                               .frozen = part.trained.range.frozen});
  if (options.average_decay > 0) keep_average(graph, part, weights, options.average_decay);
}

Value scalar_input(Graph& graph, std::string_view name) {
  return graph.input(std::string(name), {DType::f32, Shape{}}, false);
}

void append_updates(Graph& graph, const std::vector<Part>& parts, const StepOptions& options,
                    bool updates) {
  const Graph::Scope scope(graph, "update");
  Value goes_on;
  if (options.accumulate > 1) goes_on = scalar_input(graph, step_names::kGoesOn);
  if (!updates) {
    for (const Part& part : parts) accumulate(graph, part, goes_on);
    return;
  }
  const Value learning_rate = scalar_input(graph, nn::graph_names::kLearningRate);
  const Value number = scalar_input(graph, step_names::kUpdate);
  for (const Part& part : parts) {
    update(graph, part,
           goes_on ? mean_gradients(graph, part, goes_on, options.accumulate) : part.gradients,
           options, learning_rate, number);
  }
}

std::vector<StepInput> described(const StepBuilder& builder) {
  std::vector<Value> values;
  for (const StepBuilder::Input& input : builder.inputs()) values.push_back(input.value);
  const std::vector<nn::IndexLimit> limits = nn::index_limits(values);
  std::vector<StepInput> result;
  for (std::size_t i = 0; i < values.size(); ++i) {
    result.push_back({builder.inputs()[i].name, values[i].type(), limits[i]});
  }
  return result;
}

}  // namespace

std::string gradient_output(const StepNetwork& network, std::string_view path) {
  return fmt::format("gradient/{}", network.name_of(path));
}

std::vector<StepInput> build_step(Graph& graph, std::span<const StepNetwork> networks,
                                  const StepFunction& function, const StepOptions& options,
                                  std::int64_t rows, bool updates) {
  StepBuilder builder(graph, networks, rows, options.seed);
  const Value loss = scalar_loss(graph, function(builder), rows);
  graph.set_output("loss", loss);
  const Value total = total_loss(graph, builder, networks, loss);
  graph.set_guard(total);
  for (std::size_t i = 0; i < networks.size(); ++i) {
    if (networks[i].role().training) builder.builder_of(i).assign_state();
  }
  const std::vector<Part> parts = differentiate(builder, networks, total);
  for (const Part& part : parts) {
    for (std::size_t i = 0; options.keep_gradients && i < part.gradients.size(); ++i) {
      graph.set_output(gradient_output(*part.network, part.trained.paths[i]), part.gradients[i]);
    }
  }
  append_updates(graph, parts, options, updates);
  return described(builder);
}

}  // namespace ganglion::train
