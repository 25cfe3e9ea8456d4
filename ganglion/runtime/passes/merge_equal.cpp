#include <fmt/format.h>

#include <string>
#include <unordered_map>

#include "ganglion/ops/op_defs.h"
#include "ganglion/runtime/passes/pass.h"

/// Two nodes with the same op, inputs and attributes are one.
namespace ganglion::runtime {

std::unique_ptr<Graph> merge_equal(const Graph& graph, const PassSettings&) {
  auto result = std::make_unique<Graph>();
  Rewriter rewriter(graph, *result);
  // Op, inputs and attributes as text, which shows of a large tensor the beginning only → node of
  // the new graph. The views of a deep network's parameters differ in their attributes alone.
  std::unordered_multimap<std::string, int> seen;
  for (const Node& node : graph.nodes()) {
    std::string key(node.op->name);
    const auto inputs = rewriter.inputs_of(node);
    for (const Value& input : inputs) key += fmt::format(" {}.{}", input.node, input.output);
    if (!node.attributes.empty()) key += ' ' + node.attributes.to_string();
    const bool unique = node.op == &kInput || node.op == &kVariable;
    const Node* twin = nullptr;
    for (auto [at, end] = seen.equal_range(key); at != end && !unique && !twin; ++at) {
      const Node& candidate = result->node(at->second);
      if (candidate.op == node.op && candidate.attributes == node.attributes) twin = &candidate;
    }
    if (twin == nullptr) {
      rewriter.copy(node);
      seen.emplace(std::move(key), result->size() - 1);
      continue;
    }
    for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i)
      rewriter.map(node.output(i), twin->output(i));
  }
  rewriter.finish();
  return result;
}

}  // namespace ganglion::runtime
