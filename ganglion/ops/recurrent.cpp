#include "ganglion/ops/recurrent.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

void check_shape(const Node& node, int input, const Shape& wanted, std::string_view what) {
  if (node.inputs[static_cast<std::size_t>(input)].shape() == wanted) return;
  rules::refuse(node, fmt::format("needs {} of shape {}", what, wanted.to_string()));
}

/// The inputs that both ops have.
void check_recurrent(const Node& node, const RecurrentInputs& at, std::size_t count) {
  rules::check_floating(node, count);
  const Shape& x = node.inputs[0].shape();
  if (x.rank() != 3 || x[1] < 1) {
    rules::refuse(node, "needs a projected input [batch, steps, gates * units], at least one step");
  }
  const RecurrentGeometry g = recurrent_geometry(node);
  if (g.units < 1 || x[2] != g.gates * g.units) {
    rules::refuse(node, fmt::format("the last extent must be {} * units", g.gates));
  }
  check_shape(node, at.kernel, {g.units, x[2]}, "a recurrent kernel");
  check_shape(node, at.start_hidden, {g.batch, g.units}, "a first hidden state");
  if (at.start_cell >= 0)
    check_shape(node, at.start_cell, {g.batch, g.units}, "a first cell state");
  if (at.bias >= 0) check_shape(node, at.bias, {g.units}, "a recurrent bias");
}

std::vector<TensorType> infer_recurrent(const Node& node) {
  const RecurrentInputs at = recurrent_inputs(node);
  check_recurrent(node, at, at.start_cell >= 0 || at.bias >= 0 ? 4 : 3);
  const RecurrentGeometry g = recurrent_geometry(node);
  const TensorType states{node.inputs[0].dtype(), {g.batch, g.steps, g.units}};
  return g.is_lstm() ? std::vector<TensorType>{states, states} : std::vector<TensorType>{states};
}

/// h of the step before, for each step: one matrix [batch * steps, units].
Value states_before(Value start, Value hidden, const RecurrentGeometry& g) {
  const Value first = reshape(start, {g.batch, 1, g.units});
  if (g.steps == 1) return reshape(first, {g.batch, g.units});
  const Value others =
      slice(hidden, {0, g.options.reverse ? 1 : 0, 0}, {g.batch, g.steps - 1, g.units});
  const Value all = g.options.reverse ? concat({others, first}, 1) : concat({first, others}, 1);
  return reshape(all, {g.batch * g.steps, g.units});
}

/// The derivative by R of a gru: its last block is multiplied by something else than the others, or
/// its derivative is another.
Value gru_kernel_derivative(const RecurrentGeometry& g, Value before, Value by_projected,
                            Value extra) {
  const std::int64_t rows = g.batch * g.steps;
  extra = reshape(extra, {rows, g.units});
  const Value gates = slice(by_projected, {0, 0}, {rows, 2 * g.units});
  if (g.options.cell == Cell::gru_reset_after) {
    return matmul(before, concat({gates, extra}, 1), true);
  }
  const Value candidate = slice(by_projected, {0, 2 * g.units}, {rows, g.units});
  return concat({matmul(before, gates, true), matmul(extra, candidate, true)}, 1);
}

std::vector<Value> gradient_of_recurrent(const Node& node, std::span<const Value> dy) {
  const RecurrentGeometry g = recurrent_geometry(node);
  const RecurrentInputs at = recurrent_inputs(node);
  Graph& graph = *node.graph;
  std::vector<Value> inputs = node.inputs;
  inputs.push_back(node.output(0));
  if (g.is_lstm()) inputs.push_back(node.output(1));
  inputs.push_back(dy[0] ? dy[0] : full(graph, node.outputs[0].shape, 0.0, node.outputs[0].dtype));
  Attributes attributes = node.attributes;
  attributes.set("by_cell", g.is_lstm() && dy[1]);
  if (g.is_lstm() && dy[1]) inputs.push_back(dy[1]);
  const Node& made = graph.add_node(kRecurrentGradient, std::move(inputs), std::move(attributes));

  const Value before = states_before(node.inputs[2], node.output(0), g);
  const Value rows = reshape(made.output(0), {g.batch * g.steps, g.gates * g.units});
  std::vector<Value> result(node.inputs.size());
  result[0] = made.output(0);
  result[1] = g.is_gru() ? gru_kernel_derivative(g, before, rows, made.output(2))
                         : matmul(before, rows, true);
  result[2] = made.output(1);
  if (at.start_cell >= 0) result[3] = made.output(2);
  if (at.bias >= 0) result[3] = reduce_sum(made.output(2), {0, 1});
  return result;
}

std::vector<TensorType> infer_recurrent_gradient(const Node& node) {
  const RecurrentInputs at = recurrent_inputs(node);
  const int last = std::max(at.d_hidden, at.d_cell);
  check_recurrent(node, at, static_cast<std::size_t>(last) + 1);
  const RecurrentGeometry g = recurrent_geometry(node);
  const Shape states{g.batch, g.steps, g.units};
  for (int input = at.hidden; input <= last; ++input) check_shape(node, input, states, "states");
  const DType dtype = node.inputs[0].dtype();
  std::vector<TensorType> types{node.inputs[0].type(), {dtype, {g.batch, g.units}}};
  if (g.is_lstm()) types.push_back({dtype, {g.batch, g.units}});
  if (g.is_gru()) types.push_back({dtype, states});
  return types;
}

/// Rows of the batch are independent; the weights are the same for all.
std::optional<Placement> place_recurrent(const Node& node, std::span<Placement> inputs) {
  rules::require_sums(inputs);
  const RecurrentInputs at = recurrent_inputs(node);
  const auto is_weight = [&](std::size_t i) {
    return static_cast<int>(i) == at.kernel || static_cast<int>(i) == at.bias;
  };
  bool split = false;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i] != Placement::split) continue;
    if (is_weight(i)) return std::nullopt;
    split = true;
  }
  if (!split) return Placement::whole;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!is_weight(i)) inputs[i] = Placement::split;
  }
  return Placement::split;
}

}  // namespace

const OpDef kRecurrent = {.name = "recurrent",
                          .infer = infer_recurrent,
                          .gradient = gradient_of_recurrent,
                          .place = place_recurrent};
const OpDef kRecurrentGradient = {
    .name = "recurrent_gradient", .infer = infer_recurrent_gradient, .place = place_recurrent};

RecurrentStates recurrent(Value projected, Value kernel, const RecurrentStart& start,
                          const RecurrentOptions& options, Value bias) {
  std::vector<Value> inputs{projected, kernel, start.hidden};
  if (start.cell) inputs.push_back(start.cell);
  if (bias) inputs.push_back(bias);
  const Node& made =
      projected.owner().add_node(kRecurrent, std::move(inputs), recurrent_attributes(options));
  return {made.output(0), options.cell == Cell::lstm ? made.output(1) : Value{}};
}

}  // namespace ganglion::ops
