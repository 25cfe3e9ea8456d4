#include "ganglion/io/model_json.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/io/attributes_json.h"
#include "ganglion/io/each_entry.h"
#include "ganglion/io/table_json.h"

namespace ganglion::io {
namespace {

DType input_dtype(const std::string& name) {
  for (DType dtype : {DType::f32, DType::f64, DType::i32, DType::i64, DType::u8}) {
    if (name == name_of(dtype)) return dtype;
  }
  throw Error(fmt::format("unknown element type {}", in_quotes(name)));
}

/// Names of layers and settings stand in messages; nobody needs longer ones.
void check_lengths(const Json& json) {
  constexpr std::size_t kMaxText = 1000;
  if (json.is_string() && json.as_string().size() > kMaxText) {
    throw Error(fmt::format("network: a text of {} bytes, {}; at most {} are allowed",
                            json.as_string().size(), in_quotes(json.as_string()), kMaxText));
  }
  if (json.is_array()) {
    for (const Json& entry : json.as_array()) check_lengths(entry);
  } else if (json.is_object()) {
    for (const auto& member : json.as_object()) check_lengths(member.second);
  }
}

Json to_json(const nn::Quantization& quantization) {
  return Json::Object{{"step", quantization.step}, {"zero_point", quantization.zero_point}};
}

std::optional<nn::Quantization> quantization_from_json(const Json* json) {
  if (json == nullptr) return std::nullopt;
  return nn::Quantization{.step = json->number("step"), .zero_point = json->integer("zero_point")};
}

}  // namespace

Json to_json(const nn::NetworkRecord& network) {
  Json::Array inputs;
  for (const nn::InputSpec& input : network.inputs) {
    inputs.push_back(Json::Object{
        {"name", input.name}, {"shape", to_json(input.shape)}, {"dtype", name_of(input.dtype)}});
  }
  Json::Array layers;
  for (const nn::NetworkRecord::Call& call : network.calls) {
    Json::Object layer = {{"name", call.name},
                          {"layer", call.layer},
                          {"kind", call.kind},
                          {"config", to_json(call.config)},
                          {"inputs", Json::list(call.inputs)}};
    if (call.frozen) layer.emplace_back("frozen", true);
    if (call.quantization) layer.emplace_back("quantization", to_json(*call.quantization));
    layers.push_back(std::move(layer));
  }
  return Json::Object{{"inputs", std::move(inputs)},
                      {"layers", std::move(layers)},
                      {"outputs", Json::list(network.outputs)}};
}

nn::NetworkRecord network_from_json(const Json& json) {
  check_lengths(json);
  nn::NetworkRecord record;
  record.inputs = each(json, "inputs", [](const Json& input) {
    return nn::InputSpec{input.text("name"), shape_from_json(input.at("shape")),
                         input_dtype(input.text("dtype"))};
  });
  record.calls = each(json, "layers", [](const Json& layer) {
    return nn::NetworkRecord::Call{layer.text("name"),
                                   layer.text("layer"),
                                   layer.text("kind"),
                                   attributes_from_json(layer.at("config")),
                                   texts_from_json(layer.at("inputs")),
                                   layer.find("frozen") != nullptr && layer.at("frozen").as_bool(),
                                   quantization_from_json(layer.find("quantization"))};
  });
  record.outputs = texts_from_json(json.at("outputs"));
  return record;
}

}  // namespace ganglion::io
