#include "ganglion/io/onnx/model_writer.h"

#include <fmt/format.h>

#include "ganglion/core/version.h"

namespace ganglion::io::onnx {
namespace {

/// The version of the file format that came with a version of ai.onnx.
std::int64_t ir_version_of(std::int64_t opset) {
  if (opset < 15) return 7;
  if (opset < 19) return 8;
  if (opset < 21) return 9;
  return opset < 23 ? 10 : 11;
}

ElementType stored_type(DType dtype) {
  switch (dtype) {
    case DType::f64:
      return ElementType::f64;
    case DType::i32:
      return ElementType::i32;
    case DType::i64:
      return ElementType::i64;
    case DType::u8:
      return ElementType::u8;
    default:
      return ElementType::f32;
  }
}

StoredValue value_of(const std::string& name, const TensorType& row) {
  StoredValue value{.name = name, .type = stored_type(row.dtype), .extents = {}, .is_tensor = true};
  value.extents.emplace().push_back({.value = std::nullopt, .name = "batch"});
  for (const std::int64_t extent : row.shape) {
    value.extents->push_back({.value = extent, .name = {}});
  }
  return value;
}

}  // namespace

ModelWriter::ModelWriter(std::int64_t opset) {
  model_.ir_version = ir_version_of(opset);
  model_.producer = "ganglion";
  model_.producer_version = std::string(version());
  model_.graph_name = "network";
  model_.opsets[""] = opset;
}

std::string ModelWriter::unused_name(const std::string& name) {
  const int count = names_[name]++;
  return count == 0 ? name : unused_name(fmt::format("{}_{}", name, count));
}

std::string ModelWriter::constant(const std::string& name, const Tensor& tensor) {
  const Tensor& kept = kept_.emplace_back(tensor);
  StoredTensor stored;
  stored.name = unused_name(name);
  stored.dims = to_integers(kept.shape());
  stored.type = stored_type(kept.dtype());
  stored.raw = std::string_view(static_cast<const char*>(std::as_const(kept).data()), kept.bytes());
  model_.initializers.push_back(stored);
  return stored.name;
}

std::string ModelWriter::integers(const std::string& name,
                                  const std::vector<std::int64_t>& values) {
  return constant(
      name, Tensor::of<std::int64_t>(Shape{static_cast<std::int64_t>(values.size())}, values));
}

std::string ModelWriter::node(const std::string& op, std::vector<std::string> inputs,
                              const std::string& name, std::vector<StoredAttribute> attributes) {
  StoredNode node;
  node.op = op;
  node.name = unused_name(name);
  node.inputs = std::move(inputs);
  node.outputs = {node.name};
  node.attributes = std::move(attributes);
  return model_.nodes.emplace_back(std::move(node)).name;
}

std::string ModelWriter::ml_node(const std::string& op, std::vector<std::string> inputs,
                                 const std::string& name, std::vector<StoredAttribute> attributes) {
  constexpr const char* kDomain = "ai.onnx.ml";
  model_.opsets[kDomain] = 3;
  node(op, std::move(inputs), name, std::move(attributes));
  model_.nodes.back().domain = kDomain;
  return model_.nodes.back().name;
}

void ModelWriter::column(const std::string& name, ElementType type) {
  input(name, {DType::f32, Shape{1}});
  model_.inputs.back().type = type;
}

void ModelWriter::text_output(const std::string& name) {
  output(name, {DType::f32, Shape{}});
  model_.outputs.back().type = ElementType::text;
}

void ModelWriter::input(const std::string& name, const TensorType& row) {
  ++names_[name];
  model_.inputs.push_back(value_of(name, row));
}

void ModelWriter::output(const std::string& name, const TensorType& row) {
  model_.outputs.push_back(value_of(name, row));
}

StoredAttribute number_attribute(const std::string& name, double value) {
  StoredAttribute attribute;
  attribute.name = name;
  attribute.type = StoredAttribute::Type::number;
  attribute.number = static_cast<float>(value);
  return attribute;
}

StoredAttribute integer_attribute(const std::string& name, std::int64_t value) {
  StoredAttribute attribute;
  attribute.name = name;
  attribute.type = StoredAttribute::Type::integer;
  attribute.integer = value;
  return attribute;
}

StoredAttribute texts_attribute(const std::string& name, std::vector<std::string> values) {
  StoredAttribute attribute;
  attribute.name = name;
  attribute.type = StoredAttribute::Type::texts;
  attribute.texts = std::move(values);
  return attribute;
}

StoredAttribute integers_attribute(const std::string& name, std::vector<std::int64_t> values) {
  StoredAttribute attribute;
  attribute.name = name;
  attribute.type = StoredAttribute::Type::integers;
  attribute.integers = std::move(values);
  return attribute;
}

}  // namespace ganglion::io::onnx
