#include "ganglion/train/explain/explain_graph.h"

#include <algorithm>
#include <array>

#include "ganglion/core/error.h"
#include "ganglion/core/index.h"
#include "ganglion/graph/nodes_between.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/train/step_graph.h"

namespace ganglion::train {
namespace {

using Flags = std::vector<bool>;

bool is_leaf(const Node& node) {
  return node.inputs.empty();
}

/// One number as a scalar, past a reshape that it may come from.
Value as_scalar(Value value) {
  const Node& node = value.producer();
  return ops::reshape(node.op == &ops::kReshape ? node.inputs[0] : value, {});
}

/// For each node: does the goal depend on it?
Flags behind(const Graph& graph, Value goal) {
  Flags flags(at(graph.size()), false);
  flags[at(goal.node)] = true;
  for (int id = goal.node; id >= 0; --id) {
    if (!flags[at(id)]) continue;
    for (const Value& input : graph.node(id).inputs) flags[at(input.node)] = true;
  }
  return flags;
}

Value total_of(const std::vector<Value>& values) {
  Value sum;
  for (const Value& value : values) sum = sum ? sum + value : value;
  return sum;
}

}  // namespace

std::map<std::string, Tensor> weight_feeds(const Model& model) {
  std::map<std::string, Tensor> feeds;
  const nn::ParameterLayout& layout = model.network().layout();
  for (const nn::ParameterSpec& spec : layout.parameters) {
    feeds.emplace(spec.path, nn::parameter_of(model.weights().parameters, spec).cast(DType::f64));
  }
  for (const nn::ParameterSpec& spec : layout.state) {
    feeds.emplace(spec.path, nn::parameter_of(model.weights().state, spec).cast(DType::f64));
  }
  return feeds;
}

Value sum_of_element(Value output, std::int64_t element, Value& of_rows) {
  const std::int64_t rows = output.shape()[0];
  const std::int64_t width = output.shape().size() / rows;
  Value flat = ops::reshape(output, {rows, width});
  if (width > 1) flat = ops::slice(flat, {0, element}, {rows, 1});
  of_rows = ops::reshape(flat, {rows});
  return rows == 1 ? ops::reshape(of_rows, {}) : ops::reduce_sum(of_rows);
}

ExplainGraph::ExplainGraph(const Model& model, const Goal& goal) {
  nn::GraphBuilder builder(graph_, {.training = false, .dtype = DType::f64});
  build_network(builder, model);
  if (goal.loss) {
    build_loss(builder, model);
  } else {
    build_element(goal);
  }
  for (std::size_t i = 0; i < predictions_.size(); ++i) {
    graph_.set_output(numbered("prediction", i), predictions_[i]);
  }
  forward_size_ = graph_.size();
  parameters_ = builder.parameter_values();
  differentiate();
}

void ExplainGraph::build_network(nn::GraphBuilder& builder, const Model& model) {
  const nn::Network& network = model.network();
  inputs_ = network.add_inputs(builder, 1);
  std::vector<Value> values = inputs_;
  std::vector<std::string> names;
  for (const nn::InputSpec& spec : network.inputs()) names.push_back(spec.name);
  for (const Value& output : network.build_calls(builder, inputs_)) {
    const nn::LayerCall& call = network.calls()[values.size() - inputs_.size()];
    const auto activation = call.handle.activation();
    Layer layer = {.name = call.name,
                   .kind = std::string(call.handle.kind()),
                   .activation = activation ? std::string(nn::name_of(*activation)) : "",
                   .inputs = {},
                   .parameters = {},
                   .sum = {},
                   .output = output};
    std::vector<Value> read;
    for (const int input : call.inputs) {
      read.push_back(values[at(input)]);
      layer.inputs.push_back(names[at(input)]);
    }
    const std::vector<int> nodes = ganglion::nodes_between(output, read);
    layer.sum = weighted_sum(graph_, nodes);
    for (const int id : nodes) {
      const Node& node = graph_.node(id);
      if (node.op == &kVariable) layer.parameters.push_back(node.output());
    }
    layers_.push_back(std::move(layer));
    values.push_back(output);
    names.push_back(call.name);
  }
  outputs_ = network.outputs_of(inputs_, {values.begin() + std::ssize(inputs_), values.end()});
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    predictions_.push_back(
        model.compiled()
            ? loss_of(model.compile_options(), i, outputs_.size()).prediction(outputs_[i])
            : outputs_[i]);
  }
}

void ExplainGraph::build_loss(nn::GraphBuilder& builder, const Model& model) {
  const CompileOptions& options = model.compile_options();
  std::vector<Value> losses;
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    const nn::Loss& loss = loss_of(options, i, outputs_.size());
    const Value target = graph_.input(numbered("targets", i), loss.target_type(outputs_[i].type()));
    const double weight = options.loss_weights.empty() ? 1.0 : options.loss_weights.at(i);
    const Graph::Scope scope(graph_, numbered("loss", i));
    const Value row = as_scalar(loss.per_sample(outputs_[i], target));
    losses.push_back(weight == 1.0 ? row : row * weight);
  }
  row_loss_ = total_of(losses);
  regularization_ = total_of(builder.losses());
  goal_ = row_loss_;
  graph_.set_output("loss", goal_);
}

void ExplainGraph::build_element(const Goal& goal) {
  const Graph::Scope scope(graph_, "goal");
  Value unused;
  goal_ = sum_of_element(outputs_.at(goal.element.output), goal.element.element, unused);
  if (goal.scale != 1.0) goal_ = goal_ * goal.scale;
  if (goal.offset != 0.0) goal_ = goal_ + goal.offset;
  graph_.set_output("y", goal_);
}

void ExplainGraph::differentiate() {
  const Flags needed = behind(graph_, goal_);
  varies_.assign(at(graph_.size()), false);
  std::vector<Value> wrt;
  for (const Value& parameter : parameters_) varies_[at(parameter.node)] = true;
  for (const Value& input : inputs_) varies_[at(input.node)] = true;
  for (const Node& node : graph_.nodes()) {
    for (const Value& input : node.inputs) {
      if (varies_[at(input.node)]) varies_[at(node.id)] = true;
    }
    if (!varies_[at(node.id)] || !needed[at(node.id)]) continue;
    if (!is_leaf(node)) ++nodes_between_;
    for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) {
      const Value value = node.output(i);
      if (!is_leaf(node)) numbers_between_ += value.shape().size();
      if (is_floating(value.dtype())) wrt.push_back(value);
    }
  }
  WalkCount count;
  const std::vector<Value> found = gradients(goal_, wrt, &count);
  walk_.nodes = count.nodes;
  for (std::size_t i = 0; i < wrt.size(); ++i) {
    const bool parameter = std::ranges::find(parameters_, wrt[i]) != parameters_.end();
    if (parameter) walk_.reached.push_back(count.reached[i]);
    if (count.reached[i]) derivatives_.emplace(std::pair(wrt[i].node, wrt[i].output), found[i]);
  }
}

Value ExplainGraph::derivative(Value value) const {
  const auto found = derivatives_.find({value.node, value.output});
  return found == derivatives_.end() ? Value{} : found->second;
}

bool ExplainGraph::varies(Value value) const {
  return varies_.at(at(value.node));
}

std::map<std::string, Tensor> ExplainGraph::feeds(const Model& model, const data::Dataset& row,
                                                  const ExactNumbers& exact) const {
  std::map<std::string, Tensor> feeds = weight_feeds(model);
  const std::vector<const Tensor*> given = row.inputs();
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    feeds.emplace(inputs_[i].producer().name, given.at(i)->cast(inputs_[i].dtype()));
  }
  const std::vector<const Tensor*> targets = row.outputs();
  for (std::size_t i = 0; row_loss_ && i < outputs_.size(); ++i) {
    const Value target = graph_.find_input(numbered("targets", i));
    feeds.emplace(target.producer().name,
                  targets.at(i)->cast(target.dtype()).reshaped(target.shape()));
  }
  for (const auto& [name, tensor] : exact) {
    const auto fed = feeds.find(name);
    if (fed == feeds.end()) continue;
    fed->second = tensor.cast(fed->second.dtype()).reshaped(fed->second.shape());
  }
  return feeds;
}

}  // namespace ganglion::train
