#include "ganglion/nn/index_limits.h"

#include <algorithm>
#include <array>
#include <utility>

#include "ganglion/ops/op_defs.h"

namespace ganglion::nn {
namespace {

/// What a value has its elements from.
Value source_of(Value value) {
  constexpr std::array kMovers = {&ops::kCast,      &ops::kReshape,     &ops::kSlice,
                                  &ops::kTranspose, &ops::kBroadcastTo, &ops::kStopGradient};
  while (std::ranges::find(kMovers, value.producer().op) != kMovers.end()) {
    value = value.producer().inputs[0];
  }
  return value;
}

/// The indices that a node takes, and how many there are; an empty Value where it takes none.
std::pair<Value, std::int64_t> indices_of(const Node& node) {
  if (node.op == &ops::kGather) return {node.inputs[1], node.inputs[0].shape()[0]};
  if (node.op == &ops::kOneHot) return {node.inputs[0], node.outputs[0].shape[-1]};
  if (node.op == &ops::kSoftmaxCrossEntropy) return {node.inputs[1], node.inputs[0].shape()[-1]};
  return {};
}

}  // namespace

std::vector<IndexLimit> index_limits(const std::vector<Value>& inputs) {
  std::vector<IndexLimit> limits(inputs.size());
  if (inputs.empty()) return limits;
  for (const Node& node : inputs[0].owner().nodes()) {
    const auto [indices, count] = indices_of(node);
    if (!indices) continue;
    const auto at = std::ranges::find(inputs, source_of(indices));
    if (at == inputs.end()) continue;
    IndexLimit& limit = limits[static_cast<std::size_t>(at - inputs.begin())];
    if (limit.below != 0 && count >= limit.below) continue;
    limit = {.below = count, .layer = node.name.empty() ? std::string(node.op->name) : node.name};
  }
  return limits;
}

}  // namespace ganglion::nn
