#include "ganglion/io/onnx/model.h"
#include "ganglion/io/onnx/wire.h"

namespace ganglion::io::onnx {
namespace {

using Type = StoredAttribute::Type;

WireWriter pair_message(const std::string& key, const std::string& value) {
  WireWriter writer;
  writer.bytes(1, key);
  writer.bytes(2, value);
  return writer;
}

WireWriter tensor_message(const StoredTensor& tensor) {
  WireWriter writer;
  writer.integers(1, tensor.dims);
  writer.integer(2, static_cast<std::int64_t>(tensor.type));
  if (!tensor.name.empty()) writer.bytes(8, tensor.name);
  writer.bytes(9, tensor.raw.value_or(std::string_view()));
  return writer;
}

/// The number that AttributeProto.AttributeType has for a type.
std::int64_t number_of(Type type) {
  switch (type) {
    case Type::number:
      return 1;
    case Type::integer:
      return 2;
    case Type::text:
      return 3;
    case Type::tensor:
      return 4;
    case Type::numbers:
      return 6;
    case Type::integers:
      return 7;
    default:
      return 8;
  }
}

WireWriter attribute_message(const StoredAttribute& attribute) {
  WireWriter writer;
  writer.bytes(1, attribute.name);
  switch (attribute.type) {
    case Type::number:
      writer.number(2, attribute.number);
      break;
    case Type::integer:
      writer.integer(3, attribute.integer);
      break;
    case Type::text:
      writer.bytes(4, attribute.text);
      break;
    case Type::tensor:
      writer.message(5, tensor_message(*attribute.tensor));
      break;
    case Type::numbers:
      for (const float value : attribute.numbers) writer.number(7, value);
      break;
    case Type::integers:
      writer.integers(8, attribute.integers);
      break;
    default:
      for (const std::string& text : attribute.texts) writer.bytes(9, text);
      break;
  }
  writer.integer(20, number_of(attribute.type));
  return writer;
}

WireWriter node_message(const StoredNode& node) {
  WireWriter writer;
  for (const std::string& input : node.inputs) writer.bytes(1, input);
  for (const std::string& output : node.outputs) writer.bytes(2, output);
  if (!node.name.empty()) writer.bytes(3, node.name);
  writer.bytes(4, node.op);
  for (const StoredAttribute& attribute : node.attributes) {
    writer.message(5, attribute_message(attribute));
  }
  if (!node.domain.empty()) writer.bytes(7, node.domain);
  return writer;
}

WireWriter value_message(const StoredValue& value) {
  WireWriter tensor;
  tensor.integer(1, static_cast<std::int64_t>(value.type));
  if (value.extents) {
    WireWriter shape;
    for (const StoredExtent& extent : *value.extents) {
      WireWriter dimension;
      if (extent.value) {
        dimension.integer(1, *extent.value);
      } else if (!extent.name.empty()) {
        dimension.bytes(2, extent.name);
      }
      shape.message(1, dimension);
    }
    tensor.message(2, shape);
  }
  WireWriter type;
  type.message(1, tensor);
  WireWriter writer;
  writer.bytes(1, value.name);
  writer.message(2, type);
  return writer;
}

WireWriter graph_message(const StoredModel& model) {
  WireWriter writer;
  for (const StoredNode& node : model.nodes) writer.message(1, node_message(node));
  writer.bytes(2, model.graph_name);
  for (const StoredTensor& tensor : model.initializers) writer.message(5, tensor_message(tensor));
  for (const StoredValue& input : model.inputs) writer.message(11, value_message(input));
  for (const StoredValue& output : model.outputs) writer.message(12, value_message(output));
  return writer;
}

}  // namespace

std::string to_bytes(const StoredModel& model) {
  WireWriter writer;
  writer.integer(1, model.ir_version);
  writer.bytes(2, model.producer);
  writer.bytes(3, model.producer_version);
  writer.message(7, graph_message(model));
  for (const auto& [domain, version] : model.opsets) {
    WireWriter opset;
    opset.bytes(1, domain);
    opset.integer(2, version);
    writer.message(8, opset);
  }
  for (const auto& [key, value] : model.metadata) writer.message(14, pair_message(key, value));
  return writer.result();
}

}  // namespace ganglion::io::onnx
