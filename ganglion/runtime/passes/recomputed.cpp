#include "ganglion/runtime/passes/recomputed.h"

#include <algorithm>
#include <array>
#include <optional>

#include "ganglion/core/index.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/runtime/passes/row_sums.h"

namespace ganglion::runtime {
namespace {

/// Smaller values stay in a cache.
constexpr std::int64_t kMinElements = 1 << 13;
constexpr int kMaxSteps = 4;

constexpr std::array kCheap = {&ops::kAdd,     &ops::kSub,   &ops::kMul,    &ops::kNeg,
                               &ops::kAbs,     &ops::kSign,  &ops::kRelu,   &ops::kLeakyRelu,
                               &ops::kGreater, &ops::kEqual, &ops::kSelect, &ops::kMaximum,
                               &ops::kMinimum};

bool is_cheap(const Node& node) {
  return can_be_fused(node) && node.outputs[0].shape.size() >= kMinElements &&
         std::ranges::find(kCheap, node.op) != kCheap.end();
}

/// Is all but one of what the node reads small?
bool reads_one(const Node& node) {
  constexpr std::int64_t kSmall = 16;
  std::optional<Value> large;
  for (const Value& input : node.inputs) {
    if (input.shape().size() <= node.outputs[0].shape.size() / kSmall) continue;
    if (large && *large != input) return false;
    large = input;
  }
  return large.has_value();
}

/// Who reads each node's value; none where that is read by something else than a node.
std::vector<std::vector<int>> readers_of(const Graph& graph) {
  std::vector<std::vector<int>> readers(at(graph.size()));
  for (const Node& node : graph.nodes()) {
    for (const Value& input : node.inputs) readers[at(input.node)].push_back(node.id);
  }
  for (const auto& [name, value] : graph.outputs()) readers[at(value.node)].clear();
  for (const auto& [variable, value] : graph.assignments()) readers[at(value.node)].clear();
  if (graph.guard()) readers[at(graph.guard().node)].clear();
  return readers;
}

}  // namespace

Recomputed::Recomputed(const Graph& graph, const std::vector<bool>& replicated)
    : steps_(at(graph.size()), 0), inputs_(at(graph.size())) {
  const auto readers = readers_of(graph);
  const auto able = [&](int reader, const Node& node) {
    const Node& other = graph.node(reader);
    if (replicated[at(reader)] != replicated[at(node.id)]) return false;
    if (is_row_sum(other, replicated[at(reader)])) return fits_rows(inputs(node.id), other);
    return can_be_fused(other) && other.outputs[0] == node.outputs[0];
  };
  for (const Node& node : graph.nodes()) {
    int steps = 1;
    for (const Value& input : node.inputs) {
      steps += steps_[at(input.node)];
      if (contains(input.node)) {
        inputs_[at(node.id)].insert(inputs_[at(node.id)].end(), inputs(input.node).begin(),
                                    inputs(input.node).end());
      } else {
        inputs_[at(node.id)].push_back(input);
      }
    }
    const auto& own = readers[at(node.id)];
    if (!own.empty() && steps <= kMaxSteps && is_cheap(node) && reads_one(node) &&
        std::ranges::all_of(own, [&](int reader) { return able(reader, node); })) {
      steps_[at(node.id)] = steps;
    }
  }
}

}  // namespace ganglion::runtime
