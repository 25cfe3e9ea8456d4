#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_pack(const Node& node) {
  const auto& offsets = node.attributes.integers("offsets");
  const std::int64_t size = node.attributes.integer("size");
  if (node.inputs.empty() || offsets.size() != node.inputs.size()) {
    rules::refuse(node, "needs one offset for each value");
  }
  std::int64_t end = 0;
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    if (node.inputs[i].dtype() != node.inputs[0].dtype())
      rules::refuse(node, "values must have one type");
    if (offsets[i] < end) rules::refuse(node, "offsets must ascend without overlap");
    end = offsets[i] + node.inputs[i].shape().size();
  }
  if (end > size) rules::refuse(node, "the values reach beyond the buffer");
  return {{node.inputs[0].dtype(), Shape{size}}};
}

std::vector<Value> gradient_of_pack(const Node& node, std::span<const Value> dy) {
  const auto& offsets = node.attributes.integers("offsets");
  std::vector<Value> result;
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    result.push_back(view(dy[0], offsets[i], node.inputs[i].shape()));
  }
  return result;
}

std::optional<Placement> place_pack(const Node&, std::span<Placement> inputs) {
  if (std::find(inputs.begin(), inputs.end(), Placement::split) != inputs.end())
    return std::nullopt;
  const bool partial = std::all_of(inputs.begin(), inputs.end(),
                                   [](Placement p) { return p == Placement::partial; });
  if (!partial) rules::require_sums(inputs);
  return inputs[0];
}

}  // namespace

const OpDef kPack = {
    .name = "pack", .infer = infer_pack, .gradient = gradient_of_pack, .place = place_pack};

Value pack(std::vector<Value> values, std::vector<std::int64_t> offsets, std::int64_t size) {
  if (values.empty()) throw Error("pack: needs at least one value");
  Graph& graph = values[0].owner();
  return graph.add(kPack, std::move(values), {{"offsets", std::move(offsets)}, {"size", size}});
}

}  // namespace ganglion::ops
