#include "ganglion/io/keras/parse_model.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/io/keras/keras_names.h"
#include "ganglion/io/keras/tf_ops.h"

namespace ganglion::io {
namespace {

bool is_model(std::string_view class_name) {
  return class_name == "Sequential" || class_name == "Functional" || class_name == "Model";
}

/// Refuses what only Python code could make: nothing of the kind is ever run.
void check_origin(const Json& json, const std::string& name, const std::string& class_name) {
  if (class_name == "Lambda") {
    throw Error(
        fmt::format("layer {}: a Lambda holds Python code, which is never run; replace it "
                    "by layers of Keras",
                    in_quotes(name)));
  }
  const std::string module = text_or_empty(json, "module");
  const std::string registered = text_or_empty(json, "registered_name");
  const bool own = module.empty() || module == "keras" || module.starts_with("keras.") ||
                   module.starts_with("tf_keras.") || module.starts_with("tensorflow.");
  if (!own || registered.find('>') != registered.npos) {
    throw Error(fmt::format(
        "layer {}: its class {} is none of Keras' own ({}), so that its computation isn't known; "
        "replace it by layers of Keras or, if one of them computes the same, name it at import: {}",
        in_quotes(name), in_quotes(class_name), in_quotes(own ? registered : module),
        setting("map", plain_class(class_name) + "=dense")));
  }
}

/// ["dense", 0, 0, …].
KerasRef ref_of(const Json::Array& parts) {
  if (parts.size() < 3) throw Error("a tensor should be [layer, call, index]");
  return {parts[0].as_string(), parts[1].as_integer(), parts[2].as_integer()};
}

/// A tensor among the arguments: an object of Keras 3, or ["dense", 0, 0].
bool is_tensor(const Json& json) {
  if (json.is_array()) return !json.as_array().empty() && json.as_array().front().is_string();
  return text_or_empty(json, "class_name") == "__keras_tensor__";
}

/// Arguments like training=True change what a layer computes. Those of an attention may be named.
void add_keywords(const Json& keywords, KerasCall& call) {
  if (!keywords.is_object()) return;
  constexpr std::string_view kTensors[] = {"query", "value", "key"};
  for (const std::string_view key : kTensors) {
    const Json* value = keywords.find(key);
    if (value == nullptr || !is_tensor(*value)) continue;
    call.inputs.push_back(value->is_array() ? ref_of(value->as_array())
                                            : ref_of(value->at("config").array("keras_history")));
    call.arguments.emplace_back();
  }
  for (const auto& [key, value] : keywords.as_object()) {
    if (value.is_null() || value == Json(false)) continue;
    if (std::ranges::find(kTensors, key) != std::end(kTensors) && is_tensor(value)) continue;
    if (key == "mask" && value.is_object() && is_tensor(value)) {
      call.mask = ref_of(value.at("config").array("keras_history"));
      continue;
    }
    if (key == "use_causal_mask") {
      call.causal = true;
      continue;
    }
    throw Error(fmt::format("called with {}, which can't be imported", in_quotes(key)));
  }
}

/// An argument of a call in Keras 3: a tensor, a list of them, or a constant.
void add_argument(const Json& argument, KerasCall& call, int depth = 0) {
  if (depth > 8) throw Error("arguments nested too deeply");
  if (argument.is_array()) {
    for (const Json& entry : argument.as_array()) add_argument(entry, call, depth + 1);
    return;
  }
  if (text_or_empty(argument, "class_name") == "__keras_tensor__") {
    call.inputs.push_back(ref_of(argument.at("config").array("keras_history")));
    call.arguments.emplace_back();
  } else {
    call.arguments.push_back(argument);
  }
}

KerasCall call_of(const Json& node) {
  KerasCall call;
  if (node.is_object()) {
    for (const Json& argument : node.array("args")) add_argument(argument, call);
    add_keywords(node.at("kwargs"), call);
    return call;
  }
  for (const Json& input : node.as_array()) {
    const Json::Array& parts = input.as_array();
    call.inputs.push_back(ref_of(parts));
    call.arguments.emplace_back();
    if (parts.size() > 3) add_keywords(parts[3], call);
  }
  return call;
}

/// [["a", 0, 0], ["b", 0, 0]], or ["a", 0, 0] alone, or several of them by name.
std::vector<KerasRef> refs_of(const Json& json) {
  std::vector<KerasRef> refs;
  if (json.is_object()) {
    for (const auto& [name, entry] : json.as_object()) refs.push_back(ref_of(entry.as_array()));
    return refs;
  }
  const Json::Array& entries = json.as_array();
  if (!entries.empty() && entries.front().is_string()) return {ref_of(entries)};
  for (const Json& entry : entries) refs.push_back(ref_of(entry.as_array()));
  return refs;
}

/// In a TimeDistributed: layers that look at the last axis do so at every step anyway.
constexpr std::string_view kByLastAxis[] = {"Dense",     "Activation", "ReLU",
                                            "LeakyReLU", "ELU",        "LayerNormalization",
                                            "Dropout",   "Rescaling",  "Softmax"};
/// In a SpectralNormalization: their kernels are stored as it has scaled them while training.
constexpr std::string_view kWithKernels[] = {"Dense", "Conv1D", "Conv2D"};

class ModelReader {
 public:
  ModelReader(std::string version, const KerasClassMap& classes)
      : version_(std::move(version)), classes_(classes) {}

  KerasModel model(const Json& json, int depth) const {
    if (depth > 16) throw Error("more than 16 models inside one another");
    KerasModel model;
    model.class_name = json.text("class_name");
    const Json& config = json.at("config");
    model.name = config.is_object() ? text_or_empty(config, "name") : "sequential";
    check_origin(json, model.name, model.class_name);
    if (!is_model(model.class_name)) {
      throw Error(
          fmt::format("the model {} is of class {}; only Sequential and functional models "
                      "of Keras can be imported",
                      in_quotes(model.name), in_quotes(model.class_name)));
    }
    model.sequential = model.class_name == "Sequential";
    const Json::Array& layers = config.is_array() ? config.as_array() : config.array("layers");
    for (const Json& entry : layers) model.layers.push_back(layer(entry, depth));
    if (model.sequential) {
      const Json* shape = config.find("build_input_shape");
      if (shape != nullptr) model.build_shape = *shape;
    } else {
      model.inputs = refs_of(config.at("input_layers"));
      model.outputs = refs_of(config.at("output_layers"));
    }
    return model;
  }

 private:
  KerasLayer layer(const Json& json, int depth) const {
    KerasLayer layer;
    layer.class_name = json.text("class_name");
    const Json& config = json.at("config");
    layer.name = text_or_empty(json, "name");
    if (layer.name.empty()) layer.name = text_or_empty(config, "name");
    if (!map_class(layer)) check_origin(json, layer.name, layer.class_name);
    layer.is_op =
        layer.own_class.empty() && text_or_empty(json, "module").find(".ops") != std::string::npos;
    try {
      if (is_model(layer.class_name)) {
        layer.model = std::make_shared<KerasModel>(model(json, depth + 1));
      } else {
        layer.config = config;
        config.as_object();
        add_build_shape(json, layer);
        if (layer.class_name == "TimeDistributed") unwrap(layer, kByLastAxis);
        if (layer.class_name == "SpectralNormalization") unwrap(layer, kWithKernels);
        if (is_keras_1(version_)) rename_keras_1(layer);
      }
      const Json* nodes = json.find("inbound_nodes");
      if (layer.class_name == "TFOpLambda") {
        rename_tf_op(layer, nodes);
        return layer;
      }
      if (nodes == nullptr) return layer;
      for (const Json& node : nodes->as_array()) layer.calls.push_back(call_of(node));
    } catch (const Error& error) {
      const std::string text = error.what();
      if (text.starts_with("layer ")) throw;
      throw Error(fmt::format("layer {}: {}", in_quotes(layer.name), text));
    }
    return layer;
  }

  /// Takes a class of one's own for the one of Keras that it is said to be; false for all others.
  bool map_class(KerasLayer& layer) const {
    const auto found = classes_.find(plain_class(layer.class_name));
    if (found == classes_.end()) return false;
    layer.own_class = found->first;
    layer.class_name = found->second;
    return true;
  }

  /// Takes the layer in a wrapper that changes nothing of what these compute.
  void unwrap(KerasLayer& layer, std::span<const std::string_view> allowed) const {
    const Json& inner = layer.config.at("layer");
    layer.wrapper = layer.class_name;
    layer.class_name = inner.text("class_name");
    if (!map_class(layer)) check_origin(inner, layer.name, layer.class_name);
    if (std::ranges::find(allowed, layer.class_name) == allowed.end()) {
      throw Error(fmt::format("a {} around {} can't be imported; around {} it can", layer.wrapper,
                              in_quotes(layer.class_name), fmt::join(allowed, ", ")));
    }
    Json::Object config = inner.at("config").as_object();
    for (const char* key : {"batch_input_shape", "batch_shape"}) {
      const Json* shape = layer.config.find(key);
      std::erase_if(config, [&](const auto& member) { return member.first == key; });
      if (shape != nullptr) config.emplace_back(key, *shape);
    }
    layer.inner_place = "layer";
    layer.config = std::move(config);
  }

  /// Keras 3 keeps the shape that a layer was built for beside its settings.
  static void add_build_shape(const Json& json, KerasLayer& layer) {
    const Json* build = json.find("build_config");
    const Json* shape = build == nullptr ? nullptr : build->find("input_shape");
    if (shape == nullptr || layer.config.find("batch_input_shape") != nullptr) return;
    Json::Object config = layer.config.as_object();
    config.emplace_back("batch_input_shape", *shape);
    layer.config = std::move(config);
  }

  std::string version_;
  const KerasClassMap& classes_;
};

}  // namespace

KerasModel keras_model_of(const Json& description, const std::string& version,
                          const KerasClassMap& classes) {
  return ModelReader(version, classes).model(description, 0);
}

}  // namespace ganglion::io
