#include "ganglion/nn/index_limits.h"

#include <algorithm>
#include <array>

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

}  // namespace

std::vector<IndexLimit> index_limits(const std::vector<Value>& inputs) {
  std::vector<IndexLimit> limits(inputs.size());
  if (inputs.empty()) return limits;
  for (const Node& node : inputs[0].owner().nodes()) {
    if (node.op != &ops::kGather) continue;
    const auto at = std::ranges::find(inputs, source_of(node.inputs[1]));
    if (at == inputs.end()) continue;
    IndexLimit& limit = limits[static_cast<std::size_t>(at - inputs.begin())];
    const std::int64_t rows = node.inputs[0].shape()[0];
    if (limit.below == 0 || rows < limit.below) limit = {.below = rows, .layer = node.name};
  }
  return limits;
}

}  // namespace ganglion::nn
