#include "ganglion/graph/print.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ganglion {
namespace {

/// What the result type says already, or a flag that is off.
bool is_redundant(const std::string& name, const Attribute& value) {
  const bool* flag = std::get_if<bool>(&value);
  return name == "shape" || name == "dtype" || (flag != nullptr && !*flag);
}

std::string arguments_of(const Node& node) {
  std::vector<std::string> parts;
  for (const Value& input : node.inputs) parts.push_back(to_text(input));
  for (const auto& [name, value] : node.attributes.entries()) {
    if (const auto* tensor = std::get_if<std::shared_ptr<const Tensor>>(&value)) {
      parts.push_back(short_text(**tensor));
    } else if (!is_redundant(name, value)) {
      parts.push_back(fmt::format("{}={}", name, to_string(value)));
    }
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

}  // namespace

std::string short_text(const Tensor& tensor) {
  constexpr std::int64_t kShown = 4;
  const std::int64_t count = std::min(kShown, tensor.size());
  std::vector<std::string> shown;
  const Tensor flat = tensor.reshaped(Shape{tensor.size()});
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t index[] = {i};
    const Tensor element = flat.rows(index).cast(DType::f64);
    // Seven digits say all there is in an f32, and 0.1 stays 0.1.
    shown.push_back(fmt::format("{:.7g}", element.values<double>()[0]));
  }
  if (tensor.shape().rank() == 0) return shown[0];
  return fmt::format("{{{}{}}}", fmt::join(shown, ", "), tensor.size() > kShown ? ", …" : "");
}

std::string to_text(Value value) {
  if (!value) return "none";
  return value.output == 0 ? fmt::format("%{}", value.node)
                           : fmt::format("%{}.{}", value.node, value.output);
}

std::string to_text(const Node& node) {
  std::vector<std::string> types;
  for (const TensorType& type : node.outputs) types.push_back(type.to_string());
  const std::string name = node.name.empty() ? "" : fmt::format("  \"{}\"", node.name);
  return fmt::format("%{} = {}({}) : {}{}", node.id, node.op->name, arguments_of(node),
                     fmt::join(types, ", "), name);
}

std::string to_text(const Graph& graph) {
  std::string text;
  for (const Node& node : graph.nodes()) text += to_text(node) + "\n";
  for (const auto& [name, value] : graph.outputs()) {
    text += fmt::format("output \"{}\" = {}\n", name, to_text(value));
  }
  for (const auto& [variable, value] : graph.assignments()) {
    text += fmt::format("assign \"{}\" = {}\n", variable.producer().name, to_text(value));
  }
  if (graph.guard()) text += fmt::format("guard {}\n", to_text(graph.guard()));
  return text;
}

}  // namespace ganglion
