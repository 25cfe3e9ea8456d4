#include "ganglion/io/onnx/parse_parts.h"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <utility>

namespace ganglion::io::onnx {
namespace {

using Attribute = StoredAttribute;

/// A type by the numbers of files (AttributeProto.AttributeType); 0 where an old file leaves it
/// out.
Attribute::Type attribute_type(std::int64_t number) {
  constexpr Attribute::Type kTypes[] = {
      Attribute::Type::other,   Attribute::Type::number,   Attribute::Type::integer,
      Attribute::Type::text,    Attribute::Type::tensor,   Attribute::Type::other,
      Attribute::Type::numbers, Attribute::Type::integers, Attribute::Type::texts};
  return number > 0 && number < 9 ? kTypes[number] : Attribute::Type::other;
}

/// The value of an attribute: the type that its field is of.
Attribute::Type parse_value(WireReader& reader, Attribute& attribute) {
  switch (reader.field()) {
    case 2:
      attribute.number = reader.number();
      return Attribute::Type::number;
    case 3:
      attribute.integer = reader.integer();
      return Attribute::Type::integer;
    case 4:
      attribute.text = reader.text();
      return Attribute::Type::text;
    case 5:
      attribute.tensor =
          std::make_shared<const StoredTensor>(parse_tensor_message(reader.message()));
      return Attribute::Type::tensor;
    case 7:
      reader.append(attribute.numbers);
      return Attribute::Type::numbers;
    case 8:
      reader.append(attribute.integers);
      return Attribute::Type::integers;
    case 9:
      attribute.texts.push_back(reader.text());
      return Attribute::Type::texts;
    default:
      return Attribute::Type::other;
  }
}

Attribute parse_attribute(WireReader reader) {
  Attribute attribute;
  std::int64_t said = 0;
  Attribute::Type seen = Attribute::Type::other;
  while (reader.next()) {
    if (reader.field() == 1) {
      attribute.name = reader.text();
    } else if (reader.field() == 20) {
      said = reader.integer();
    } else if (const Attribute::Type type = parse_value(reader, attribute);
               type != Attribute::Type::other) {
      seen = type;
    }
  }
  attribute.type = said == 0 ? seen : attribute_type(said);
  if (attribute.type == Attribute::Type::tensor && attribute.tensor == nullptr) {
    reader.fail(fmt::format("attribute `{}` is to be a tensor and holds none; the file is damaged",
                            attribute.name));
  }
  return attribute;
}

}  // namespace

std::pair<std::string, std::string> parse_pair(WireReader reader) {
  std::pair<std::string, std::string> pair;
  while (reader.next()) {
    if (reader.field() == 1) pair.first = reader.text();
    if (reader.field() == 2) pair.second = reader.text();
  }
  return pair;
}

StoredTensor parse_tensor_message(WireReader reader) {
  StoredTensor tensor;
  while (reader.next()) {
    switch (reader.field()) {
      case 1:
        reader.append(tensor.dims);
        break;
      case 2:
        tensor.type = static_cast<ElementType>(reader.integer());
        break;
      case 4:
        reader.append(tensor.floats);
        break;
      case 5:
      case 7:
      case 11:
        reader.append(tensor.integers);
        break;
      case 6:
        tensor.texts.push_back(reader.text());
        break;
      case 8:
        tensor.name = reader.text();
        break;
      case 9:
        tensor.raw = reader.bytes();
        break;
      case 10:
        reader.append(tensor.doubles);
        break;
      case 13:
        tensor.location.insert(parse_pair(reader.message()));
        break;
      case 14:
        tensor.external = reader.integer() == 1;
        break;
      default:
        break;
    }
  }
  return tensor;
}

StoredNode parse_node(WireReader reader) {
  StoredNode node;
  while (reader.next()) {
    switch (reader.field()) {
      case 1:
        node.inputs.push_back(reader.text());
        break;
      case 2:
        node.outputs.push_back(reader.text());
        break;
      case 3:
        node.name = reader.text();
        break;
      case 4:
        node.op = reader.text();
        break;
      case 5:
        node.attributes.push_back(parse_attribute(reader.message()));
        break;
      case 7:
        node.domain = reader.text();
        break;
      default:
        break;
    }
  }
  if (node.domain == "ai.onnx") node.domain.clear();
  return node;
}

void sort_nodes(std::vector<StoredNode>& nodes) {
  std::map<std::string_view, std::size_t> producers;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    for (const std::string& output : nodes[i].outputs) producers.emplace(output, i);
  }
  std::vector<bool> opened(nodes.size());
  std::vector<std::size_t> order;
  std::vector<std::pair<std::size_t, std::size_t>> stack;  // a node, and its next input
  for (std::size_t first = 0; first < nodes.size(); ++first) {
    if (!opened[first]) stack.emplace_back(first, 0);
    opened[first] = true;
    while (!stack.empty()) {
      auto& [node, input] = stack.back();
      if (input == nodes[node].inputs.size()) {
        order.push_back(node);
        stack.pop_back();
        continue;
      }
      const auto found = producers.find(nodes[node].inputs[input++]);
      if (found == producers.end() || opened[found->second]) continue;
      opened[found->second] = true;
      stack.emplace_back(found->second, 0);
    }
  }
  std::vector<StoredNode> sorted;
  for (const std::size_t node : order) sorted.push_back(std::move(nodes[node]));
  nodes = std::move(sorted);
}

}  // namespace ganglion::io::onnx
