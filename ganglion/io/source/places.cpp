#include "ganglion/io/source/places.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/io/source/c_text.h"
#include "ganglion/io/source/memory.h"
#include "ganglion/ops/op_defs.h"

namespace ganglion::io {

bool is_alias(const Node& node) {
  const bool to_floating = node.op == &ops::kCast && is_floating(node.outputs[0].dtype);
  return node.op == &ops::kReshape || node.op == &ops::kStopGradient || to_floating;
}

Places::Places(const FrozenGraph& graph)
    : graph_(graph), inlined_(static_cast<std::size_t>(graph.graph->size()), false) {
  name_arguments();
  choose_steps();
  place_values();
}

int Places::root(int node) const {
  while (true) {
    const auto product = graph_.products.find(node);
    const Node& at = graph_.graph->node(node);
    if (product != graph_.products.end() || !is_alias(at)) return node;
    node = at.inputs[0].node;
  }
}

void Places::name_arguments() {
  CNames names;
  for (const char* taken : {"i", "k", "x", "y", "right", "expected", "scratch"})
    names.unique(taken);
  std::size_t inputs = 0;
  for (const Node& node : graph_.graph->nodes()) inputs += node.op == &kInput ? 1 : 0;
  for (const Node& node : graph_.graph->nodes()) {
    if (node.op != &kInput) continue;
    inputs_.push_back(inputs == 1 ? "x" : names.unique(node.name));
    arguments_.emplace(node.id, inputs_.back());
  }
  const auto& results = graph_.graph->outputs();
  for (const auto& [name, value] : results) {
    outputs_.push_back(results.size() == 1 ? "y" : names.unique(name));
    const int from = root(value.node);
    const bool own = !graph_.is_constant(value) && !arguments_.contains(from);
    if (own) {
      arguments_.emplace(from, outputs_.back());
    } else {
      copied_.emplace_back(outputs_.back(), value.node);
    }
  }
}

void Places::choose_steps() {
  const Graph& graph = *graph_.graph;
  std::vector<const Node*> reader(static_cast<std::size_t>(graph.size()), nullptr);
  for (const Node& node : graph.nodes()) {
    for (const Value& input : node.inputs) reader[static_cast<std::size_t>(input.node)] = &node;
  }
  for (const Node& node : graph.nodes()) {
    const auto id = static_cast<std::size_t>(node.id);
    const bool product = graph_.products.contains(node.id);
    if (node.op == &kInput || (!product && (graph_.absorbed[id] || is_alias(node)))) continue;
    const Node* next = reader[id];
    inlined_[id] = !product && node.op->elementwise && graph_.readers[id] == 1 && next != nullptr &&
                   next->op->elementwise && !is_alias(*next) &&
                   !graph_.products.contains(next->id) &&
                   next->outputs[0].shape == node.outputs[0].shape;
    if (!inlined_[id]) steps_.push_back(node.id);
  }
}

/// Notes what a step reads, through what is inlined into it.
void Places::read(int node, int step) {
  if (graph_.constants[static_cast<std::size_t>(node)]) return;
  if (is_inlined(node)) {
    for (const Value& input : graph_.graph->node(node).inputs) read(input.node, step);
  } else {
    last_read_[static_cast<std::size_t>(root(node))] = step;
  }
}

void Places::place_values() {
  last_read_.assign(static_cast<std::size_t>(graph_.graph->size()), 0);
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const auto product = graph_.products.find(steps_[i]);
    const Node& node =
        product == graph_.products.end() ? graph_.graph->node(steps_[i]) : *product->second.node;
    for (const Value& input : node.inputs) read(input.node, static_cast<int>(i));
  }
  for (const auto& [name, node] : copied_) read(node, static_cast<int>(steps_.size()));
  std::vector<ScratchValue> values;
  std::vector<int> nodes;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const int node = steps_[i];
    if (arguments_.contains(node)) continue;
    const int made = static_cast<int>(i);
    values.push_back({.floats = graph_.graph->node(node).outputs[0].shape.size(),
                      .made = made,
                      .last_read = std::max(made, last_read_[static_cast<std::size_t>(node)])});
    nodes.push_back(node);
  }
  scratch_ = place(values);
  for (std::size_t i = 0; i < nodes.size(); ++i) offsets_.emplace(nodes[i], values[i].offset);
}

std::string Places::pointer(int node) const {
  const int from = root(node);
  if (const auto at = arguments_.find(from); at != arguments_.end()) return at->second;
  const std::int64_t offset = offsets_.at(from);
  return offset == 0 ? "scratch" : fmt::format("scratch + {}", offset);
}

}  // namespace ganglion::io
