#include "ganglion/ops/matmul_update.h"

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

const Node& add_matmul(Graph& graph, const Node& node) {
  const Value a = graph.input("a", node.inputs.at(0).type(), false);
  const Value b = graph.input("b", node.inputs.at(1).type(), false);
  return graph.add_node(kMatmul, {a, b}, node.attributes);
}

std::vector<TensorType> infer_matmul_update(const Node& node) {
  const Shape shape = node.attributes.shape("shape");
  Graph graph;
  if (add_matmul(graph, node).outputs[0].shape.size() != shape.size()) {
    rules::refuse(node, "the product has not as many elements as the update");
  }
  const TensorType type{static_cast<DType>(node.attributes.integer("dtype")), shape};
  return std::vector<TensorType>(node.attributes.integers("results").size(), type);
}

}  // namespace

const OpDef kMatmulUpdate = {.name = "matmul_update", .infer = infer_matmul_update};

const Node& matmul_update(Graph& graph, const Node& matmul, const Node& update,
                          std::int64_t derivative, std::int64_t parts, std::vector<Value> inputs) {
  Attributes attributes = matmul.attributes;
  for (const auto& [name, value] : update.attributes.entries()) attributes.set(name, value);
  attributes.set("shape", to_integers(Shape{matmul.outputs[0].shape.size()}));
  attributes.set("derivative", derivative);
  attributes.set("parts", parts);
  return graph.add_node(kMatmulUpdate, std::move(inputs), std::move(attributes), matmul.name);
}

std::pair<std::int64_t, std::int64_t> rows_of_part(std::int64_t rows, std::int64_t part,
                                                   std::int64_t parts) {
  return {rows * part / parts, rows * (part + 1) / parts};
}

MatmulAndUpdate::MatmulAndUpdate(const Node& node)
    : matmul(add_matmul(graph, node)),
      derivative(static_cast<std::size_t>(node.attributes.integer("derivative"))),
      node_(node) {}

const Node& MatmulAndUpdate::update(std::int64_t elements) {
  const Shape shape{elements};
  std::vector<Value> inputs;
  for (std::size_t i = 2; i < node_.inputs.size(); ++i) {
    const TensorType& type = node_.inputs[i].type();
    const std::string name = std::to_string(graph.size());
    inputs.push_back(
        graph.input(name, type.shape.size() == 1 ? type : TensorType{type.dtype, shape}, false));
  }
  const Value product =
      graph.input(std::to_string(graph.size()), {matmul.outputs[0].dtype, shape}, false);
  inputs.insert(inputs.begin() + static_cast<std::ptrdiff_t>(derivative), product);
  Attributes attributes = node_.attributes;
  attributes.set("shape", to_integers(shape));
  return graph.add_node(kFusedElementwise, std::move(inputs), std::move(attributes));
}

}  // namespace ganglion::ops
