#include "ganglion/io/keras/export/keras_json.h"

#include <map>
#include <utility>

namespace ganglion::io {
namespace {

/// [null, 28, 28]: the batch is open.
Json batch_shape(const Shape& example) {
  Json::Array dims{Json()};
  for (const std::int64_t extent : example) dims.emplace_back(extent);
  return dims;
}

Json reference(const KerasRef& ref) {
  return Json::Array{ref.layer, ref.node, ref.tensor};
}

/// ["dense", 0, 0], or a list of them: Keras gives an only output as it is, and others as a list.
Json references(const std::vector<KerasRef>& refs, KerasDialect dialect) {
  if (refs.size() == 1 && dialect == KerasDialect::keras_3) return reference(refs.front());
  Json::Array all;
  for (const KerasRef& ref : refs) all.push_back(reference(ref));
  return all;
}

class ModelWriter {
 public:
  ModelWriter(const KerasModel& model, KerasDialect dialect) : model_(model), dialect_(dialect) {
    for (const KerasLayer& layer : model.layers) layer_of_.emplace(layer.name, &layer);
  }

  Json write() const {
    Json::Array layers;
    for (const KerasLayer& layer : model_.layers) layers.push_back(written(layer));
    Json::Object config{{"name", model_.name}, {"trainable", true}, {"layers", std::move(layers)}};
    if (!model_.sequential) {
      config.emplace_back("input_layers", references(model_.inputs, dialect_));
      config.emplace_back("output_layers", references(model_.outputs, dialect_));
    }
    // Sequential is known by its public name, Functional only by where Keras has it.
    const char* module = model_.sequential ? "keras" : "keras.src.models.functional";
    return object(module, model_.class_name, std::move(config));
  }

 private:
  Json::Object object(const char* module, const std::string& class_name,
                      Json::Object config) const {
    Json::Object all;
    if (dialect_ == KerasDialect::keras_3) all.emplace_back("module", module);
    all.emplace_back("class_name", class_name);
    all.emplace_back("config", std::move(config));
    if (dialect_ == KerasDialect::keras_3) all.emplace_back("registered_name", Json());
    return all;
  }

  Json written(const KerasLayer& layer) const {
    Json::Object config{{"name", layer.name}};
    const bool input = layer.class_name == "InputLayer";
    if (input) {
      config.emplace_back(dialect_ == KerasDialect::keras_3 ? "batch_shape" : "batch_input_shape",
                          batch_shape(layer.calls.front().result));
    } else {
      config.emplace_back("dtype", "float32");
    }
    for (const auto& [key, value] : layer.config.as_object()) config.emplace_back(key, value);
    Json::Object all = object("keras.layers", layer.class_name, std::move(config));
    if (model_.sequential) return all;
    all.emplace_back("name", layer.name);
    Json::Array nodes;
    for (const KerasCall& call : layer.calls) {
      if (!input) nodes.push_back(node(layer, call));
    }
    all.emplace_back("inbound_nodes", std::move(nodes));
    return all;
  }

  Json node(const KerasLayer& layer, const KerasCall& call) const {
    if (layer.class_name == "MultiHeadAttention") return attention_node(call);
    Json::Array tensors;
    for (const KerasRef& ref : call.inputs) {
      if (dialect_ == KerasDialect::keras_3) {
        tensors.push_back(tensor(ref));
      } else {
        tensors.emplace_back(Json::Array{ref.layer, ref.node, ref.tensor, Json::Object{}});
      }
    }
    if (dialect_ == KerasDialect::keras_2) return tensors;
    Json::Array arguments;
    if (tensors.size() == 1) {
      arguments = std::move(tensors);
    } else {
      arguments.emplace_back(std::move(tensors));
    }
    return Json::Object{{"args", std::move(arguments)}, {"kwargs", Json::Object{}}};
  }

  /// Query, value and perhaps a key, which are arguments of their own: others take a list.
  Json attention_node(const KerasCall& call) const {
    Json::Object keywords;
    if (call.causal) keywords.emplace_back("use_causal_mask", true);
    if (dialect_ == KerasDialect::keras_3) {
      Json::Array arguments;
      for (const KerasRef& ref : call.inputs) arguments.push_back(tensor(ref));
      return Json::Object{{"args", std::move(arguments)}, {"kwargs", std::move(keywords)}};
    }
    constexpr const char* kNames[] = {"query", "value", "key"};
    for (std::size_t i = 1; i < call.inputs.size(); ++i) {
      keywords.emplace_back(kNames[i], reference(call.inputs[i]));
    }
    const KerasRef& query = call.inputs.front();
    return Json::Array{
        Json(Json::Array{query.layer, query.node, query.tensor, std::move(keywords)})};
  }

  Json tensor(const KerasRef& ref) const {
    const KerasLayer& layer = *layer_of_.at(ref.layer);
    const bool input = layer.class_name == "InputLayer";
    const KerasCall& call = layer.calls[static_cast<std::size_t>(ref.node)];
    return Json::Object{
        {"class_name", "__keras_tensor__"},
        {"config", Json::Object{{"shape", batch_shape(call.result)},
                                {"dtype", input ? layer.config.at("dtype") : Json("float32")},
                                {"keras_history", reference(ref)}}}};
  }

  const KerasModel& model_;
  KerasDialect dialect_;
  std::map<std::string_view, const KerasLayer*> layer_of_;
};

}  // namespace

Json keras_json(const KerasModel& model, KerasDialect dialect) {
  return ModelWriter(model, dialect).write();
}

}  // namespace ganglion::io
