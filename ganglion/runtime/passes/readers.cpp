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

std::unique_ptr<Graph> replace_chains(
    const Graph& graph, const std::function<std::optional<Chain>(const Node& first)>& find) {
  std::vector<std::optional<Chain>> ends(at(graph.size()));
  std::vector<bool> inner(at(graph.size()), false);
  for (const Node& node : graph.nodes()) {
    auto chain = find(node);
    if (!chain) continue;
    const Node& last = *chain->nodes.back();
    for (const Node* part : chain->nodes) inner[at(part->id)] = true;
    ends[at(last.id)] = std::move(chain);
  }
  auto result = std::make_unique<Graph>();
  Rewriter rewriter(graph, *result);
  for (const Node& node : graph.nodes()) {
    if (const auto& chain = ends[at(node.id)]) {
      rewriter.map(node.output(), chain->build(rewriter));
    } else if (!inner[at(node.id)]) {
      rewriter.copy(node);
    }
  }
  rewriter.finish();
  return result;
}

}  // namespace ganglion::runtime
