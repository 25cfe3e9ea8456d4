#include "tests/support/onnx_models.h"

#include "ganglion/io/onnx/import_graph.h"

namespace ganglion::support {

namespace onnx = io::onnx;
using Type = onnx::StoredAttribute::Type;

OnnxModel::OnnxModel(std::int64_t opset) {
  model_.ir_version = 8;
  model_.producer = "tests";
  model_.graph_name = "graph";
  model_.opsets[""] = opset;
}

OnnxModel& OnnxModel::input(const std::string& name, const std::vector<std::int64_t>& extents,
                            onnx::ElementType type) {
  onnx::StoredValue value{.name = name, .type = type, .extents = {}, .is_tensor = true};
  value.extents.emplace();
  for (const std::int64_t extent : extents) {
    onnx::StoredExtent stored;
    if (extent > 0) stored.value = extent;
    if (extent == 0) stored.name = "batch";
    value.extents->push_back(stored);
  }
  model_.inputs.push_back(value);
  return *this;
}

OnnxModel& OnnxModel::output(const std::string& name) {
  model_.outputs.push_back(
      {.name = name, .type = onnx::ElementType::f32, .extents = {}, .is_tensor = true});
  return *this;
}

OnnxModel& OnnxModel::floats(const std::string& name, const std::vector<std::int64_t>& dims,
                             const std::vector<float>& values) {
  const std::vector<float>& kept = floats_.emplace_back(values);
  onnx::StoredTensor tensor;
  tensor.name = name;
  tensor.dims = dims;
  tensor.type = onnx::ElementType::f32;
  tensor.raw =
      std::string_view(reinterpret_cast<const char*>(kept.data()), kept.size() * sizeof(float));
  model_.initializers.push_back(tensor);
  return *this;
}

OnnxModel& OnnxModel::integers(const std::string& name, const std::vector<std::int64_t>& values) {
  const std::vector<std::int64_t>& kept = integers_.emplace_back(values);
  onnx::StoredTensor tensor;
  tensor.name = name;
  tensor.dims = {static_cast<std::int64_t>(values.size())};
  tensor.type = onnx::ElementType::i64;
  tensor.raw = std::string_view(reinterpret_cast<const char*>(kept.data()),
                                kept.size() * sizeof(std::int64_t));
  model_.initializers.push_back(tensor);
  return *this;
}

OnnxModel& OnnxModel::node(const std::string& op, const std::vector<std::string>& inputs,
                           const std::string& output) {
  onnx::StoredNode node;
  node.op = op;
  node.inputs = inputs;
  node.outputs = {output};
  model_.nodes.push_back(node);
  return *this;
}

onnx::StoredAttribute& OnnxModel::attribute(const std::string& name, Type type) {
  onnx::StoredAttribute made;
  made.name = name;
  made.type = type;
  return model_.nodes.back().attributes.emplace_back(made);
}

OnnxModel& OnnxModel::with(const std::string& name, std::int64_t value) {
  attribute(name, Type::integer).integer = value;
  return *this;
}
OnnxModel& OnnxModel::with(const std::string& name, float value) {
  attribute(name, Type::number).number = value;
  return *this;
}
OnnxModel& OnnxModel::with(const std::string& name, const char* value) {
  attribute(name, Type::text).text = value;
  return *this;
}
OnnxModel& OnnxModel::with(const std::string& name, const std::vector<std::int64_t>& values) {
  attribute(name, Type::integers).integers = values;
  return *this;
}

std::vector<float> run_onnx(const onnx::StoredModel& model,
                            const std::map<std::string, Tensor>& inputs) {
  const Tensor result = onnx::run(model, inputs).at(0).constant->cast(DType::f32);
  return {result.values<float>().begin(), result.values<float>().end()};
}

}  // namespace ganglion::support
