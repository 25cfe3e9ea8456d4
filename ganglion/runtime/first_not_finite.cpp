#include "ganglion/runtime/first_not_finite.h"

#include <fmt/format.h>

#include <cmath>

#include "ganglion/runtime/interpreter.h"

namespace ganglion::runtime {
namespace {

bool finite(const Tensor& tensor) {
  if (!is_floating(tensor.dtype())) return true;
  const Tensor numbers = tensor.cast(DType::f64);
  for (double value : numbers.values<double>()) {
    if (!std::isfinite(value)) return false;
  }
  return true;
}

}  // namespace

std::string first_not_finite(const Graph& graph, const std::map<std::string, Tensor>& feeds) {
  const Evaluation values(graph, feeds);
  for (const Node& node : graph.nodes()) {
    // The flat buffer comes before its views, which have the names that a person knows.
    if (node.op == &kVariable) continue;
    for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) {
      if (!finite(values.at(node.output(i)))) {
        return node.name.empty() ? std::string(node.op->name)
                                 : fmt::format("{} ({})", node.name, node.op->name);
      }
    }
  }
  return {};
}

}  // namespace ganglion::runtime
