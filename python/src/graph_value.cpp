#include "python/src/graph_value.h"

#include <fmt/format.h>
#include <nanobind/nanobind.h>

#include "ganglion/core/error.h"
#include "python/src/interpreter.h"

namespace nb = nanobind;

namespace ganglion::python {
namespace {

/// The outputs, called "0", "1", …, and what they need.
std::unique_ptr<Graph> part_of(const Graph& whole, const std::vector<Value>& outputs) {
  std::vector<bool> needed(static_cast<std::size_t>(whole.size()));
  for (const Value& output : outputs) needed[static_cast<std::size_t>(output.node)] = true;
  for (int id = whole.size() - 1; id >= 0; --id) {
    if (!needed[static_cast<std::size_t>(id)]) continue;
    for (const Value& input : whole.node(id).inputs) {
      needed[static_cast<std::size_t>(input.node)] = true;
    }
  }
  auto part = std::make_unique<Graph>();
  Rewriter rewrite(whole, *part);
  for (int id = 0; id < whole.size(); ++id) {
    if (needed[static_cast<std::size_t>(id)]) rewrite.copy(whole.node(id));
  }
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    part->set_output(std::to_string(i), rewrite(outputs[i]));
  }
  return part;
}

void check_feeds(const Graph& graph, const runtime::Plan& plan,
                 const std::map<std::string, Tensor>& feeds) {
  for (const Node& node : graph.nodes()) {
    if (node.op == &kInput && plan.has(node.name) && !feeds.contains(node.name)) {
      throw Error(fmt::format("run: no array for the input '{}'", node.name));
    }
  }
  for (const auto& [name, unused] : feeds) {
    if (!graph.declares(name)) throw Error(fmt::format("run: the graph has no input '{}'", name));
  }
}

}  // namespace

Graph& GraphHandle::graph() const {
  if (graph_ == nullptr) {
    throw Error("this value belongs to a graph that is finished; use it in the call that gave it");
  }
  return *graph_;
}

runtime::Plan& GraphHandle::compiled(const std::vector<Value>& outputs,
                                     const std::map<std::string, Tensor>& feeds) {
  const Locked held;  // nodes may be added meanwhile, by whoever has it
  runtime::Plan& plan = plan_of(outputs);
  check_feeds(graph(), plan, feeds);
  return plan;
}

runtime::Plan& GraphHandle::plan_of(const std::vector<Value>& outputs) {
  std::vector<std::pair<int, int>> key;
  key.reserve(outputs.size());
  for (const Value& output : outputs) key.emplace_back(output.node, output.output);
  const auto found = plans_.find(key);
  if (found != plans_.end()) return found->second;
  const std::unique_ptr<Graph> part = part_of(graph(), outputs);
  return plans_.emplace(std::move(key), runtime::Plan(*part)).first->second;
}

std::vector<Tensor> GraphHandle::run(const std::vector<Value>& outputs,
                                     const std::map<std::string, Tensor>& feeds) {
  const Unlocked released;
  const std::lock_guard lock(held_);
  runtime::Plan& plan = compiled(outputs, feeds);
  for (const auto& [name, tensor] : feeds) {
    if (plan.has(name)) plan.bind(name, tensor);
  }
  plan.run();
  std::vector<Tensor> values;
  for (std::size_t i = 0; i < outputs.size(); ++i) values.push_back(plan.read(std::to_string(i)));
  return values;
}

}  // namespace ganglion::python
