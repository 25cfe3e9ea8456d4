#include "ganglion/runtime/passes/readers.h"

#include <algorithm>
#include <array>

#include "ganglion/core/index.h"
#include "ganglion/ops/internal.h"
#include "ganglion/runtime/passes/pass.h"

namespace ganglion::runtime {
namespace {

constexpr std::array kActivations = {&ops::kRelu, &ops::kTanh, &ops::kSigmoid, &ops::kLeakyRelu,
                                     &ops::kElu};

}  // namespace

Readers::Readers(const Graph& graph)
    : uses_(use_counts(graph)), reader_(at(graph.size()), nullptr) {
  for (const Node& node : graph.nodes()) {
    for (const Value& input : node.inputs) reader_[at(input.node)] = &node;
  }
}

const Node* Readers::only_reader(const Node& node) const {
  return uses_[at(node.id)] == 1 ? reader_[at(node.id)] : nullptr;
}

const Node* Readers::activation_behind(const Node& node) const {
  const Node* next = only_reader(node);
  const bool found =
      next != nullptr && std::ranges::find(kActivations, next->op) != kActivations.end();
  return found ? next : nullptr;
}

}  // namespace ganglion::runtime
