#include "ganglion/io/keras/tf_ops.h"

#include <fmt/format.h>

#include <utility>

#include "ganglion/core/error.h"

namespace ganglion::io {
namespace {

constexpr std::pair<std::string_view, std::string_view> kFunctions[] = {
    {"__operators__.add", "Add"},  {"math.add", "Add"},        {"math.subtract", "Subtract"},
    {"math.multiply", "Multiply"}, {"math.truediv", "Divide"}, {"math.divide", "Divide"}};

/// An operand is a tensor ["dense", 0, 0] or a number.
void add_operand(const Json& operand, KerasCall& call) {
  if (operand.is_array() && operand.as_array().size() == 3) {
    const Json::Array& parts = operand.as_array();
    call.inputs.push_back({parts[0].as_string(), parts[1].as_integer(), parts[2].as_integer()});
    call.arguments.emplace_back();
  } else {
    call.arguments.push_back(operand);
  }
}

/// ["dense", 0, 0, {"y": …}], or ["_CONSTANT_VALUE", -1, 2.0, {"y": …}].
KerasCall call_of_op(const Json& node) {
  const Json::Array& parts = node.as_array();
  if (parts.size() != 4) throw Error("a call should be [layer, call, index, {\"y\": …}]");
  KerasCall call;
  const bool constant = parts[0] == Json("_CONSTANT_VALUE");
  add_operand(constant ? parts[2] : Json(Json::Array{parts[0], parts[1], parts[2]}), call);
  for (const auto& [key, value] : parts[3].as_object()) {
    if (key == "y") {
      add_operand(value, call);
    } else if (!value.is_null() && key != "name") {
      throw Error(fmt::format("called with {}, which can't be imported", in_quotes(key)));
    }
  }
  return call;
}

}  // namespace

void rename_tf_op(KerasLayer& layer, const Json* nodes) {
  const std::string function = text_or_empty(layer.config, "function");
  for (const auto& [name, class_name] : kFunctions) {
    if (name == function) layer.class_name = class_name;
  }
  if (layer.class_name == "TFOpLambda") {
    throw Error(fmt::format("the operation {} of TensorFlow isn't available; use a layer of Keras",
                            in_quotes(function)));
  }
  layer.is_op = true;
  layer.config = Json::Object{{"name", layer.name}};
  if (nodes == nullptr) return;
  for (const Json& node : nodes->as_array()) layer.calls.push_back(call_of_op(node));
}

}  // namespace ganglion::io
