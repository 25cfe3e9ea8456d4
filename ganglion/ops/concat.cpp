#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_concat(const Node& node) {
  if (node.inputs.empty()) rules::refuse(node, "needs at least one value");
  TensorType type = node.inputs[0].type();
  const int axis = normalize_axis(static_cast<int>(node.attributes.integer("axis")),
                                  type.shape.rank(), "concat");
  std::int64_t extent = 0;
  for (const Value& input : node.inputs) {
    const Shape& shape = input.shape();
    if (input.dtype() != type.dtype || shape.rank() != type.shape.rank() ||
        shape.with(axis, 0) != type.shape.with(axis, 0)) {
      rules::refuse(node, "values must have one type and agree in all axes but the joined one");
    }
    extent += shape[axis];
  }
  type.shape = type.shape.with(axis, extent);
  return {type};
}

std::vector<Value> gradient_of_concat(const Node& node, std::span<const Value> dy) {
  const auto axis = static_cast<std::size_t>(node.attributes.integer("axis"));
  std::vector<std::int64_t> starts(static_cast<std::size_t>(dy[0].shape().rank()), 0);
  std::vector<Value> result;
  for (const Value& input : node.inputs) {
    result.push_back(slice(dy[0], starts, input.shape()));
    starts[axis] += input.shape()[static_cast<int>(axis)];
  }
  return result;
}

std::optional<Placement> place_concat(const Node& node, std::span<Placement> inputs) {
  const auto is = [&](Placement p) {
    return std::all_of(inputs.begin(), inputs.end(), [p](Placement q) { return p == q; });
  };
  if (is(Placement::partial)) return Placement::partial;
  rules::require_sums(inputs);
  if (is(Placement::whole)) return Placement::whole;
  if (node.attributes.integer("axis") == 0) return std::nullopt;
  std::fill(inputs.begin(), inputs.end(), Placement::split);
  return Placement::split;
}

}  // namespace

const OpDef kConcat = {
    .name = "concat", .infer = infer_concat, .gradient = gradient_of_concat, .place = place_concat};

Value concat(std::vector<Value> values, int axis) {
  if (values.empty()) throw Error("concat: needs at least one value");
  Graph& graph = values[0].owner();
  const int normalized = normalize_axis(axis, values[0].shape().rank(), "concat");
  return graph.add(kConcat, std::move(values), {{"axis", std::int64_t{normalized}}});
}

}  // namespace ganglion::ops
