#include <algorithm>
#include <optional>

#include "ganglion/core/error.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/interpreter.h"
#include "ganglion/runtime/passes/pass.h"

/// Local rules, each a match and a replacement: x*1 is x, stop_gradient(x) is x, a stretched
/// operand of an element-wise op needs no stretching, a reshaped reshape is one reshape, what is
/// computed from constants is a constant.
namespace ganglion::runtime {
namespace {

/// Whether the op gives the same types from these inputs; its own shape rule says so.
bool accepts(const Node& node, const std::vector<Value>& inputs) {
  Node changed = node;
  changed.inputs = inputs;
  try {
    return node.op->infer(changed) == node.outputs;
  } catch (const Error&) {
    return false;
  }
}

/// The operands behind each broadcast_to, where the op gives the same without it.
std::vector<Value> without_stretching(const Node& node, std::vector<Value> inputs) {
  for (Value& input : inputs) {
    if (input.producer().op != &ops::kBroadcastTo) continue;
    const Value stretched = input;
    input = input.producer().inputs[0];
    if (!accepts(node, inputs)) input = stretched;
  }
  return inputs;
}

/// x where the op leaves it as it is, else an empty Value.
Value neutral(const OpDef& op, const std::vector<Value>& inputs, const Shape& shape) {
  const auto keeps = [&](std::size_t x, std::size_t constant, double value) {
    return inputs[x].shape() == shape && number_of(inputs[constant]) == value;
  };
  if (&op == &ops::kMul && keeps(0, 1, 1.0)) return inputs[0];
  if (&op == &ops::kMul && keeps(1, 0, 1.0)) return inputs[1];
  if (&op == &ops::kDiv && keeps(0, 1, 1.0)) return inputs[0];
  if (&op == &ops::kSub && keeps(0, 1, 0.0)) return inputs[0];
  if (&op == &ops::kNeg && inputs[0].producer().op == &ops::kNeg)
    return inputs[0].producer().inputs[0];
  return {};
}

Value simpler_reshape(Value x, const Shape& shape) {
  const Node& producer = x.producer();
  if (x.shape() == shape) return x;
  if (producer.op == &ops::kReshape) return simpler_reshape(producer.inputs[0], shape);
  if (producer.op == &ops::kBroadcastTo && producer.inputs[0].shape().size() == 1) {
    return ops::broadcast_to(ops::reshape(producer.inputs[0], Shape{}), shape);
  }
  return {};
}

bool keeps_order(const Node& transpose) {
  const auto& permutation = transpose.attributes.integers("permutation");
  return std::is_sorted(permutation.begin(), permutation.end());
}

/// matmul of a transposed matrix: the flag does it.
Value simpler_matmul(const Node& node, const std::vector<Value>& inputs) {
  const auto turned = [](const Node& x) { return x.op == &ops::kTranspose && !keeps_order(x); };
  const bool ta = turned(inputs[0].producer());
  const bool tb = turned(inputs[1].producer());
  if (!ta && !tb) return {};
  const auto origin = [](Value v, bool transposed) {
    return transposed ? v.producer().inputs[0] : v;
  };
  return ops::matmul(origin(inputs[0], ta), origin(inputs[1], tb),
                     node.attributes.flag("transpose_a") != ta,
                     node.attributes.flag("transpose_b") != tb);
}

/// Small enough that keeping the result costs nothing.
constexpr std::int64_t kMaxFolded = 64;

bool foldable(const Node& node, const std::vector<Value>& inputs) {
  if (inputs.empty() || node.op->place == nullptr || node.outputs.size() != 1) return false;
  if (node.outputs[0].shape.size() > kMaxFolded || node.op == &ops::kBroadcastTo) return false;
  for (const Value& input : inputs) {
    if (input.producer().op != &kConstant) return false;
  }
  return true;
}

Value fold(Graph& graph, const Node& node, const std::vector<Value>& inputs) {
  Graph small;
  std::vector<Value> constants;
  for (const Value& input : inputs) {
    constants.push_back(small.constant(input.producer().attributes.tensor("value")));
  }
  const Value value = small.add(*node.op, constants, node.attributes);
  return graph.constant(Evaluation(small, {}).at(value));
}

/// A replacement for the node with these inputs (of the new graph), or an empty Value.
Value replacement(Graph& graph, const Node& node, const std::vector<Value>& inputs) {
  if (foldable(node, inputs)) return fold(graph, node, inputs);
  if (node.op == &ops::kReshape) return simpler_reshape(inputs[0], node.outputs[0].shape);
  if (node.op == &ops::kMatmul) return simpler_matmul(node, inputs);
  if (node.op == &ops::kTranspose && keeps_order(node)) return inputs[0];
  if (node.op == &ops::kStopGradient) return inputs[0];  // derivatives have been taken before
  if (!node.op->elementwise) return {};
  return neutral(*node.op, inputs, node.outputs[0].shape);
}

}  // namespace

std::optional<double> number_of(Value value) {
  const Node& node = value.producer();
  if (node.op == &ops::kBroadcastTo || node.op == &ops::kReshape) return number_of(node.inputs[0]);
  if (node.op != &kConstant || value.shape().size() != 1) return std::nullopt;
  return node.attributes.tensor("value").cast(DType::f64).values<double>()[0];
}

std::unique_ptr<Graph> simplify(const Graph& graph, const PassSettings& settings) {
  auto result = std::make_unique<Graph>();
  Rewriter rewriter(graph, *result);
  for (const Node& node : graph.nodes()) {
    auto inputs = rewriter.inputs_of(node);
    if (node.op->elementwise) inputs = without_stretching(node, std::move(inputs));
    if (const Value simpler = replacement(*result, node, inputs)) {
      rewriter.map(node.output(), simpler);
      continue;
    }
    const Node& fresh = result->add_node(*node.op, std::move(inputs), node.attributes, node.name);
    for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i)
      rewriter.map(node.output(i), fresh.output(i));
  }
  rewriter.finish();
  return remove_unused(*result, settings);
}

}  // namespace ganglion::runtime
