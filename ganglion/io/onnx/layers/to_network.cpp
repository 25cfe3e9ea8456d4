#include "ganglion/io/onnx/layers/to_network.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/io/onnx/layers/network_maker.h"
#include "ganglion/runtime/plan.h"

namespace ganglion::io::onnx {
namespace {

/// The rows that all inputs have by the file; none where it doesn't say.
std::optional<std::int64_t> fixed_batch(const StoredModel& model) {
  std::optional<std::int64_t> batch;
  for (const StoredValue* input : model.fed()) {
    if (!input->extents || input->extents->empty()) {
      throw Error(fmt::format("input '{}' has no axis for the rows", input->name));
    }
    const std::optional<std::int64_t> extent = input->extents->front().value;
    if (batch && extent && batch != extent) throw Error("its inputs differ in rows");
    if (extent) batch = extent;
  }
  if (model.fed().empty()) throw Error("it has no inputs");
  return batch;
}

/// Whether a node may compute with the number of rows.
bool looks_at_shapes(const StoredModel& model) {
  return std::ranges::any_of(
      model.nodes, [](const StoredNode& node) { return node.op == "Shape" || node.op == "Size"; });
}

SavedModel with_weights(const NetworkMaker& maker) {
  nn::Network network(maker.inputs(), maker.outputs());
  const nn::ParameterLayout& layout = network.layout();
  Tensor parameters(Shape{layout.size});
  Tensor state(Shape{layout.state_size});
  std::size_t wanted = 0;
  for (const auto& [path, value] : maker.weights()) {
    const nn::ParameterSpec* spec = layout.find(path);
    if (spec == nullptr) continue;
    for (const float number : value.values<float>()) {
      if (!std::isfinite(number))
        throw Error(fmt::format("{} has a number that is not finite", path));
    }
    nn::set_parameter(spec->trainable ? parameters : state, *spec, value);
    ++wanted;
  }
  if (wanted != layout.parameters.size() + layout.state.size()) {
    throw Error("a layer has weights that the model doesn't give");
  }
  return {.network = std::move(network),
          .parameters = std::move(parameters),
          .state = std::move(state)};
}

/// Some numbers for the inputs of a graph, the same every time: of both signs, or small indices.
std::map<std::string, Tensor> some_inputs(const Graph& graph) {
  std::map<std::string, Tensor> inputs;
  std::uint32_t drawn = 1;
  for (const Node& node : graph.nodes()) {
    if (node.op != &kInput) continue;
    Tensor tensor(node.outputs[0].shape, node.outputs[0].dtype);
    for (std::size_t i = 0; i < static_cast<std::size_t>(tensor.size()); ++i) {
      drawn = drawn * 1664525u + 1013904223u;  // Knuth's linear congruence
      if (tensor.dtype() == DType::i32) {
        tensor.values<std::int32_t>()[i] = static_cast<std::int32_t>(drawn >> 31);
      } else {
        tensor.values<float>()[i] = static_cast<float>(drawn >> 8) * 0x1p-23F - 1.0F;
      }
    }
    inputs.emplace(node.name, std::move(tensor));
  }
  return inputs;
}

std::vector<Tensor> outputs_of(const Graph& graph, const std::map<std::string, Tensor>& bound) {
  runtime::Plan plan(graph);
  for (const auto& [name, tensor] : bound) {
    if (plan.has(name)) plan.bind(name, tensor);
  }
  plan.run();
  std::vector<Tensor> results;
  for (const auto& [name, value] : graph.outputs()) results.push_back(plan.read(name));
  return results;
}

bool agree(const Tensor& a, const Tensor& b) {
  double most = 1.0;
  for (const float value : b.values<float>()) {
    if (std::isfinite(value)) most = std::max(most, std::fabs(static_cast<double>(value)));
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(b.size()); ++i) {
    const float x = a.values<float>()[i];
    const float y = b.values<float>()[i];
    const bool odd = !std::isfinite(x) && !std::isfinite(y);
    if (!odd && !(std::fabs(x - y) <= 1e-4 * most)) return false;
  }
  return true;
}

/// A file of some bytes may declare an input of any extent: layers are tried on rows of up to a
/// gigabyte.
void refuse_huge_values(const Graph& graph) {
  const std::int64_t most = ImportOptions{}.max_elements;
  for (const Node& node : graph.nodes()) {
    for (const TensorType& type : node.outputs) {
      if (type.shape.size() <= most) continue;
      throw Error(fmt::format("a value has the shape {}, of more elements than layers are tried on",
                              type.shape.to_string()));
    }
  }
}

/// Runs network and graph on the same rows.
void check_same(const SavedModel& made, const ImportedGraph& imported, std::int64_t batch) {
  const std::map<std::string, Tensor> inputs = some_inputs(*imported.graph);
  Graph graph;
  nn::GraphBuilder builder(graph, made.network.layout());
  const std::vector<Value> fed = made.network.add_inputs(builder, batch);
  const std::vector<Value> built = made.network.build(builder, fed);
  for (std::size_t i = 0; i < built.size(); ++i) {
    graph.set_output(fmt::format("output_{}", i), built[i]);
  }
  std::map<std::string, Tensor> bound{{std::string(nn::graph_names::kParameters), made.parameters},
                                      {std::string(nn::graph_names::kState), made.state}};
  std::size_t at = 0;
  for (const Node& node : imported.graph->nodes()) {
    if (node.op != &kInput) continue;
    bound.insert_or_assign(fed[at++].producer().name, inputs.at(node.name));
  }
  const std::vector<Tensor> own = outputs_of(graph, bound);
  const std::vector<Tensor> wanted = outputs_of(*imported.graph, inputs);
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (own[i].shape() != wanted[i].shape() || !agree(own[i], wanted[i])) {
      throw Error("its layers give other numbers than its nodes");
    }
  }
}

SavedModel made_of(const StoredModel& model) {
  constexpr std::int64_t kFree = 2;  // a node that only fits one row is found so
  const std::optional<std::int64_t> fixed = fixed_batch(model);
  const std::int64_t batch = fixed.value_or(kFree);
  const ImportedGraph imported = import_graph(model, {.batch = batch});
  for (const auto& [name, operand] : imported.outputs) {
    if (operand.constant) throw Error(fmt::format("output '{}' is always the same", name));
    if (operand.type != ElementType::f32) {
      throw Error(fmt::format("output '{}' is of {}", name, name_of(operand.type)));
    }
  }
  refuse_huge_values(*imported.graph);
  NetworkMaker maker(model, imported, batch);
  maker.make();
  SavedModel made = with_weights(maker);
  check_same(made, imported, batch);
  if (!fixed && looks_at_shapes(model)) {
    check_same(made, import_graph(model, {.batch = batch + 1}), batch + 1);
  }
  return made;
}

}  // namespace

NetworkForm to_network(const StoredModel& model) {
  try {
    const auto is_number = [](const StoredValue& output) {  // a map of a ZipMap is one of numbers
      return output.type == ElementType::f32 || !output.is_tensor;
    };
    if (std::ranges::all_of(model.outputs, is_number) ||
        std::ranges::none_of(model.outputs, is_number)) {
      return {.model = made_of(model)};
    }
    StoredModel numbers = model;
    NetworkForm form;
    std::erase_if(numbers.outputs, [&](const StoredValue& output) {
      if (is_number(output)) return false;
      form.left_out.push_back(output.name);
      return true;
    });
    form.model = made_of(numbers);
    return form;
  } catch (const Error& error) {
    return {.reason = error.what()};
  }
}

}  // namespace ganglion::io::onnx
