#include "ganglion/io/onnx/model.h"
#include "ganglion/io/protobuf/message.h"

namespace ganglion::io::onnx {
namespace {

using protobuf::Message;
using Type = StoredAttribute::Type;

Message pair_message(const std::string& key, const std::string& value) {
  Message writer;
  writer.text(1, key);
  writer.text(2, value);
  return writer;
}

Message tensor_message(const StoredTensor& tensor) {
  Message writer;
  writer.integers(1, tensor.dims);
  writer.integer(2, static_cast<std::int64_t>(tensor.type));
  if (!tensor.name.empty()) writer.text(8, tensor.name);
  writer.text(9, tensor.raw.value_or(std::string_view()));
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

Message attribute_message(const StoredAttribute& attribute) {
  Message writer;
  writer.text(1, attribute.name);
  switch (attribute.type) {
    case Type::number:
      writer.number(2, attribute.number);
      break;
    case Type::integer:
      writer.integer(3, attribute.integer);
      break;
    case Type::text:
      writer.text(4, attribute.text);
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
      for (const std::string& text : attribute.texts) writer.text(9, text);
      break;
  }
  writer.integer(20, number_of(attribute.type));
  return writer;
}

Message node_message(const StoredNode& node) {
  Message writer;
  for (const std::string& input : node.inputs) writer.text(1, input);
  for (const std::string& output : node.outputs) writer.text(2, output);
  if (!node.name.empty()) writer.text(3, node.name);
  writer.text(4, node.op);
  for (const StoredAttribute& attribute : node.attributes) {
    writer.message(5, attribute_message(attribute));
  }
  if (!node.domain.empty()) writer.text(7, node.domain);
  return writer;
}

Message value_message(const StoredValue& value) {
  Message tensor;
  tensor.integer(1, static_cast<std::int64_t>(value.type));
  if (value.extents) {
    Message shape;
    for (const StoredExtent& extent : *value.extents) {
      Message dimension;
      if (extent.value) {
        dimension.integer(1, *extent.value);
      } else if (!extent.name.empty()) {
        dimension.text(2, extent.name);
      }
      shape.message(1, dimension);
    }
    tensor.message(2, shape);
  }
  Message type;
  type.message(1, tensor);
  Message writer;
  writer.text(1, value.name);
  writer.message(2, type);
  return writer;
}

Message graph_message(const StoredModel& model) {
  Message writer;
  for (const StoredNode& node : model.nodes) writer.message(1, node_message(node));
  writer.text(2, model.graph_name);
  for (const StoredTensor& tensor : model.initializers) writer.message(5, tensor_message(tensor));
  for (const StoredValue& input : model.inputs) writer.message(11, value_message(input));
  for (const StoredValue& output : model.outputs) writer.message(12, value_message(output));
  return writer;
}

}  // namespace

std::string to_bytes(const StoredModel& model) {
  Message writer;
  writer.integer(1, model.ir_version);
  writer.text(2, model.producer);
  writer.text(3, model.producer_version);
  writer.message(7, graph_message(model));
  for (const auto& [domain, version] : model.opsets) {
    Message opset;
    opset.text(1, domain);
    opset.integer(2, version);
    writer.message(8, opset);
  }
  for (const auto& [key, value] : model.metadata) writer.message(14, pair_message(key, value));
  return writer.bytes();
}

}  // namespace ganglion::io::onnx
