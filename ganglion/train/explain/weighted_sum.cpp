#include "ganglion/train/explain/weighted_sum.h"

#include <algorithm>
#include <optional>

#include "ganglion/ops/op_defs.h"

namespace ganglion::train {
namespace {

/// The sign between x and W; nothing for other ops.
std::optional<std::string> sign_of(const Node& node) {
  if (node.op == &ops::kMatmul) return " ";
  if (node.op == &ops::kConv) return " ∗ ";
  if (node.op == &ops::kConvInputGradient) return " ∗ᵀ ";
  return std::nullopt;
}

/// A weight as it is, or brought into another shape.
const Node* weight_behind(Value value) {
  const Node* node = &value.producer();
  if (node->op == &ops::kReshape) node = &node->inputs[0].producer();
  return node->op == &kVariable ? node : nullptr;
}

/// The input of a node that is a weight.
const Node* weight_of(const Node& node) {
  for (const Value& input : node.inputs) {
    if (const Node* weight = weight_behind(input)) return weight;
  }
  return nullptr;
}

bool reads(const Node& node, Value value) {
  return value && std::ranges::find(node.inputs, value) != node.inputs.end();
}

}  // namespace

std::string symbol_of(const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  if (name == "kernel") return "W";
  return name == "bias" ? "b" : name;
}

WeightedSum weighted_sum(const Graph& graph, const std::vector<int>& nodes) {
  WeightedSum sum;
  for (const int id : nodes) {
    const Node& node = graph.node(id);
    if (node.op == &ops::kRecurrent) return {};  // x W is but a part of what each step sums up
    const std::optional<std::string> sign = sign_of(node);
    const Node* weight = sign ? weight_of(node) : nullptr;
    if (weight == nullptr) continue;
    if (sum.value && !reads(node, sum.value)) return {};  // several: none of them is the layer's
    sum.formula = (sum.value ? sum.formula : "x") + *sign + symbol_of(weight->name);
    sum.value = node.output();
    sum.transposed = node.op == &ops::kConvInputGradient;
  }
  for (const int id : nodes) {
    const Node& node = graph.node(id);
    if (node.op != &ops::kAdd || !reads(node, sum.value)) continue;
    const Node* weight = weight_of(node);
    if (weight == nullptr) continue;
    sum.value = node.output();
    sum.formula += " + " + symbol_of(weight->name);
    return sum;
  }
  return sum;
}

}  // namespace ganglion::train
