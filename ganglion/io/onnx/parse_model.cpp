#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/io/onnx/model.h"
#include "ganglion/io/onnx/parse_parts.h"
#include "ganglion/io/onnx/wire.h"

namespace ganglion::io::onnx {
namespace {

StoredExtent parse_extent(WireReader reader) {
  StoredExtent extent;
  while (reader.next()) {
    if (reader.field() == 1) {
      extent = {.value = reader.integer(), .name = {}};
    } else if (reader.field() == 2) {
      extent = {.value = std::nullopt, .name = reader.text()};
    }
  }
  return extent;
}

void parse_tensor_type(WireReader reader, StoredValue& value) {
  while (reader.next()) {
    if (reader.field() == 1) value.type = static_cast<ElementType>(reader.integer());
    if (reader.field() != 2) continue;
    value.extents.emplace();
    WireReader shape = reader.message();
    while (shape.next()) {
      if (shape.field() == 1) value.extents->push_back(parse_extent(shape.message()));
    }
  }
}

StoredValue parse_value_info(WireReader reader) {
  StoredValue value;
  while (reader.next()) {
    if (reader.field() == 1) value.name = reader.text();
    if (reader.field() != 2) continue;
    WireReader type = reader.message();
    while (type.next()) {
      value.is_tensor = type.field() == 1 || (value.is_tensor && type.field() == 6);
      if (type.field() == 1) parse_tensor_type(type.message(), value);
    }
  }
  return value;
}

void parse_graph(WireReader reader, StoredModel& model) {
  while (reader.next()) {
    switch (reader.field()) {
      case 1:
        model.nodes.push_back(parse_node(reader.message()));
        break;
      case 2:
        model.graph_name = reader.text();
        break;
      case 5:
        model.initializers.push_back(parse_tensor_message(reader.message()));
        break;
      case 11:
        model.inputs.push_back(parse_value_info(reader.message()));
        break;
      case 12:
        model.outputs.push_back(parse_value_info(reader.message()));
        break;
      case 15:
        model.sparse = true;
        break;
      default:
        break;
    }
  }
}

std::pair<std::string, std::int64_t> parse_opset(WireReader reader) {
  std::pair<std::string, std::int64_t> opset;
  while (reader.next()) {
    if (reader.field() == 1) opset.first = reader.text();
    if (reader.field() == 2) opset.second = reader.integer();
  }
  if (opset.first == "ai.onnx") opset.first.clear();
  return opset;
}

std::string parse_function_name(WireReader reader) {
  std::string name;
  while (reader.next()) {
    if (reader.field() == 1) name = reader.text();
  }
  return name;
}

void parse_fields(WireReader reader, StoredModel& model) {
  bool graph = false;
  while (reader.next()) {
    switch (reader.field()) {
      case 1:
        model.ir_version = reader.integer();
        break;
      case 2:
        model.producer = reader.text();
        break;
      case 3:
        model.producer_version = reader.text();
        break;
      case 7:
        parse_graph(reader.message(), model);
        graph = true;
        break;
      case 8:
        model.opsets.insert(parse_opset(reader.message()));
        break;
      case 14:
        model.metadata.insert(parse_pair(reader.message()));
        break;
      case 25:
        model.functions.push_back(parse_function_name(reader.message()));
        break;
      default:
        break;
    }
  }
  if (!graph) reader.fail("the file ends without a graph; it is damaged or no ONNX model");
}

}  // namespace

bool is_onnx(std::string_view bytes) {
  try {
    WireReader reader(bytes.substr(0, std::min<std::size_t>(bytes.size(), 64)));
    if (!reader.next() || reader.field() != 1) return false;
    const std::int64_t version = reader.integer();
    if (version < 1 || version > 100 || !reader.next()) return false;
    const std::uint32_t field = reader.field();
    return field < 9 || field == 14 || field == 20 || field == 25 || field == 26;
  } catch (const Error&) {
    return false;
  }
}

StoredModel parse_model(std::shared_ptr<const std::string> bytes, const std::string& name) {
  StoredModel model;
  model.bytes = std::move(bytes);
  try {
    parse_fields(WireReader(*model.bytes), model);
    sort_nodes(model.nodes);
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", name, error.what()));
  }
  return model;
}

StoredModel read_model(const std::string& path) {
  StoredModel model =
      parse_model(std::make_shared<const std::string>(read_regular_file(path)), path);
  model.folder = std::filesystem::path(path).parent_path().string();
  return model;
}

StoredTensor parse_tensor(std::string_view bytes, const std::string& name) {
  try {
    return parse_tensor_message(WireReader(bytes));
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", name, error.what()));
  }
}

std::int64_t StoredModel::opset() const {
  const auto found = opsets.find("");
  return found == opsets.end() ? 1 : found->second;
}

std::vector<const StoredValue*> StoredModel::fed() const {
  std::set<std::string_view> given;
  for (const StoredTensor& tensor : initializers) given.insert(tensor.name);
  std::vector<const StoredValue*> result;
  for (const StoredValue& input : inputs) {
    if (!given.contains(input.name)) result.push_back(&input);
  }
  return result;
}

}  // namespace ganglion::io::onnx
