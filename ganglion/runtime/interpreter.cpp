#include "ganglion/runtime/interpreter.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"

namespace ganglion::runtime {
namespace {

Tensor fed(const Node& node, const std::map<std::string, Tensor>& feeds) {
  const auto found = feeds.find(node.name);
  if (found == feeds.end())
    throw Error(fmt::format("evaluate: no tensor is given for '{}'", node.name));
  const TensorType given{found->second.dtype(), found->second.shape()};
  if (given != node.outputs[0]) {
    throw Error(fmt::format("evaluate: '{}' is {}, but {} was given", node.name,
                            node.outputs[0].to_string(), given.to_string()));
  }
  return found->second;
}

}  // namespace

Evaluation::Evaluation(const Graph& graph, const std::map<std::string, Tensor>& feeds,
                       kernels::Choice choice)
    : graph_(graph), values_(static_cast<std::size_t>(graph.size())) {
  for (const Node& node : graph.nodes()) {
    auto& results = values_[static_cast<std::size_t>(node.id)];
    if (node.op == &kInput || node.op == &kVariable) {
      results.push_back(fed(node, feeds));
    } else if (node.op == &kConstant) {
      results.push_back(node.attributes.tensor("value"));
    } else {
      compute(node, choice);
    }
  }
}

void Evaluation::compute(const Node& node, kernels::Choice choice) {
  std::vector<const void*> inputs;
  for (const Value& input : node.inputs) inputs.push_back(at(input).data());
  auto& results = values_[static_cast<std::size_t>(node.id)];
  std::vector<void*> outputs;
  for (const TensorType& type : node.outputs) results.emplace_back(type.shape, type.dtype);
  for (Tensor& result : results) outputs.push_back(result.data());
  const kernels::Made made = kernels::make(node, choice);
  Tensor scratch(Shape{static_cast<std::int64_t>(made.kernel->scratch_bytes())}, DType::u8);
  made.kernel->run({.inputs = inputs.data(),
                    .outputs = outputs.data(),
                    .scratch = scratch.data(),
                    .replica = 0,
                    .begin = 0,
                    .end = made.kernel->extent()});
}

const Tensor& Evaluation::at(Value value) const {
  return values_[static_cast<std::size_t>(value.node)][static_cast<std::size_t>(value.output)];
}

}  // namespace ganglion::runtime
