#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/io/onnx/constants.h"
#include "ganglion/io/onnx/import_graph.h"
#include "ganglion/runtime/plan.h"

namespace ganglion::io::onnx {
namespace {

/// Binds what is fed to the plan, as far as it needs it.
void bind_inputs(runtime::Plan& plan, const Graph& graph,
                 const std::map<std::string, Tensor>& fed) {
  for (const Node& node : graph.nodes()) {
    if (node.op != &kInput || !plan.has(node.name)) continue;
    const auto found = fed.find(node.name);
    if (found == fed.end()) throw Error(fmt::format("input '{}' is not given", node.name));
    plan.bind(node.name, found->second);
  }
}

}  // namespace

std::vector<Operand> run(const StoredModel& model, const std::map<std::string, Tensor>& fed) {
  const ImportedGraph imported = import_graph(model, {.fed = fed});
  std::vector<Operand> results;
  const bool computes = !imported.graph->outputs().empty();
  std::optional<runtime::Plan> plan;
  if (computes) {
    plan.emplace(*imported.graph);
    bind_inputs(*plan, *imported.graph, fed);
    plan->run();
  }
  for (std::size_t i = 0; i < imported.outputs.size(); ++i) {
    Operand operand = imported.outputs[i].second;
    if (!operand.constant) operand.constant = plan->read(fmt::format("output_{}", i));
    operand.value = {};
    results.push_back(std::move(operand));
  }
  return results;
}

}  // namespace ganglion::io::onnx
