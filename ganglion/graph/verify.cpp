#include "ganglion/graph/verify.h"

#include <fmt/format.h>

#include <set>

#include "ganglion/core/error.h"
#include "ganglion/graph/print.h"

namespace ganglion {
namespace {

[[noreturn]] void fail(const Node& node, const std::string& what) {
  throw Error(
      fmt::format("verify: node {} (op '{}', name '{}'): {}; a pass has made a broken graph",
                  node.id, node.op != nullptr ? node.op->name : "none", node.name, what));
}

std::string types_text(const std::vector<TensorType>& types) {
  std::string text;
  for (const TensorType& type : types) text += (text.empty() ? "" : ", ") + type.to_string();
  return text;
}

/// A value of this graph that exists and was made before node `before`.
bool is_valid(const Graph& graph, Value value, int before) {
  return value.graph == &graph && value.node >= 0 && value.node < before && value.output >= 0 &&
         value.output < static_cast<int>(graph.node(value.node).outputs.size());
}

void verify_node(const Graph& graph, const Node& node, int place) {
  if (node.op == nullptr) fail(node, "it has no op");
  if (node.id != place || node.graph != &graph) {
    fail(node, fmt::format("it stands at place {} of another order or graph", place));
  }
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    if (!is_valid(graph, node.inputs[i], place)) {
      fail(node, fmt::format("input {} ({}) is no value that comes before it", i,
                             to_text(node.inputs[i])));
    }
  }
  std::vector<TensorType> types;
  try {
    types = node.op->infer(node);
  } catch (const Error& error) {
    fail(node, error.what());
  }
  if (types != node.outputs) {
    fail(node, fmt::format("its outputs are stored as {}, the shape rule says {}",
                           types_text(node.outputs), types_text(types)));
  }
}

/// Inputs and variables are bound by name.
void verify_names(const Graph& graph) {
  std::set<std::string> names;
  for (const Node& node : graph.nodes()) {
    if (node.op != &kInput && node.op != &kVariable) continue;
    if (node.name.empty()) fail(node, "it needs a name, by which it is fed");
    if (!names.insert(node.name).second) {
      fail(node, "its name is taken by another");
    }
  }
}

void check_root(const Graph& graph, Value value, const std::string& what) {
  if (!is_valid(graph, value, graph.size())) {
    throw Error(fmt::format("verify: {} ({}) is no value of this graph", what, to_text(value)));
  }
}

}  // namespace

void verify(const Graph& graph) {
  int place = 0;
  for (const Node& node : graph.nodes()) verify_node(graph, node, place++);
  verify_names(graph);
  for (const auto& [name, value] : graph.outputs()) {
    check_root(graph, value, fmt::format("output '{}'", name));
  }
  std::set<int> assigned;
  for (const auto& [variable, value] : graph.assignments()) {
    check_root(graph, variable, "the target of an assignment");
    const Node& target = variable.producer();
    check_root(graph, value, fmt::format("the new value of '{}'", target.name));
    if (target.op != &kVariable) fail(target, "it is assigned to, but is no variable");
    if (!assigned.insert(target.id).second) fail(target, "it is assigned twice");
    if (variable.type() != value.type()) {
      fail(target, fmt::format("it is {}, its new value {} is {}", variable.type().to_string(),
                               to_text(value), value.type().to_string()));
    }
  }
  if (!graph.guard()) return;
  check_root(graph, graph.guard(), "the guard");
  if (graph.guard().shape().size() != 1) {
    fail(graph.guard().producer(), "it is the guard, but not a single number");
  }
}

}  // namespace ganglion
