#include "ganglion/io/keras/export/write_keras.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/data/text/zip_writer.h"
#include "ganglion/io/hdf5/hdf5_writer.h"
#include "ganglion/io/keras/export/export_network.h"
#include "ganglion/io/keras/export/keras_json.h"
#include "ganglion/io/keras/read_keras.h"
#include "ganglion/io/keras/variables.h"
#include "ganglion/io/keras/weights.h"
#include "ganglion/io/trial.h"

namespace ganglion::io {
namespace {

// The versions whose descriptions are written; newer ones read them.
constexpr const char* kKeras2 = "2.14.0";
constexpr const char* kKeras3 = "3.0.0";

/// "/cell", or "" for the layer itself.
std::string within(const std::string& place) {
  return place.empty() ? "" : "/" + place;
}

/// Weights as Keras 3 finds them: in groups counted by class.
Hdf5Content counted_weights(const KerasModel& model) {
  Hdf5Content root;
  std::map<std::string, int> counts;
  for (const KerasLayer& layer : model.layers) {
    std::string name = snake_case(layer.class_name);
    const int count = counts[name]++;
    if (count > 0) name += fmt::format("_{}", count);
    const std::vector<KerasVariable> variables = keras_variables(layer);
    std::map<std::string, int> of_place;  // each part of a layer numbers its own
    for (std::size_t i = 0; i < layer.weights.size(); ++i) {
      const std::string& place = variables.at(i).place;
      const int number = of_place[place]++;
      root.at(fmt::format("layers/{}{}/vars/{}", name, within(place), number)).array =
          layer.weights[i];
    }
  }
  return root;
}

/// Sets a list of texts, in pieces where it is longer than HDF5 takes: name0, name1, …
void set_list(Hdf5Content& node, const std::string& name, const std::vector<std::string>& texts) {
  constexpr std::size_t kMostBytes = 64'000;
  std::size_t width = 1;
  for (const std::string& text : texts) width = std::max(width, text.size());
  const std::size_t most = std::max<std::size_t>(kMostBytes / width, 1);
  if (texts.size() <= most) {
    node.attributes[name] = texts;
    return;
  }
  for (std::size_t from = 0; from < texts.size(); from += most) {
    const auto begin = texts.begin() + static_cast<std::ptrdiff_t>(from);
    const auto count = std::min(most, texts.size() - from);
    node.attributes[fmt::format("{}{}", name, from / most)] =
        std::vector<std::string>(begin, begin + static_cast<std::ptrdiff_t>(count));
  }
}

/// Weights as Keras 2 finds them: in groups named as the layers, each with a list of its weights.
void add_named_weights(Hdf5Content& root, const KerasModel& model) {
  Hdf5Content& all = root.at("model_weights");
  all.attributes["backend"] = "tensorflow";
  all.attributes["keras_version"] = kKeras2;
  std::vector<std::string> layers;
  for (const KerasLayer& layer : model.layers) {
    layers.push_back(layer.name);
    Hdf5Content& group = all.children[layer.name];
    const std::vector<KerasVariable> variables = keras_variables(layer);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < layer.weights.size(); ++i) {
      names.push_back(fmt::format("{}{}/{}:0", layer.name, within(variables.at(i).place),
                                  variables.at(i).name));
      group.at(names.back()).array = layer.weights[i];
    }
    set_list(group, "weight_names", names);
  }
  set_list(all, "layer_names", layers);
}

KerasModel model_for(const SavedModel& model, KerasDialect dialect) {
  if (model.parameters.dtype() != DType::f32) {
    throw Error("only models of f32 can be written for Keras");
  }
  return keras_network_for(model, dialect).model;
}

/// Reads what was written, and runs it beside the network.
std::string read_back(const SavedModel& model, std::string bytes) {
  const std::vector<Tensor> rows = trial_rows(model.network, 3);
  const SavedModel back = keras_from_bytes(bytes, "Keras export").model;
  if (!nearly_equal(trial_predictions(back, rows), trial_predictions(model, rows))) {
    throw Error("the Keras file gives other numbers than the network; nothing was written");
  }
  return bytes;
}

}  // namespace

std::string to_keras(const SavedModel& model) {
  const KerasModel described = model_for(model, KerasDialect::keras_3);
  const Json metadata =
      Json::Object{{"keras_version", kKeras3}, {"date_saved", "1980-01-01@00:00:00"}};
  data::ZipWriter zip;
  zip.add("metadata.json", metadata.dump());
  zip.add("config.json", keras_json(described, KerasDialect::keras_3).dump());
  zip.add("model.weights.h5", hdf5_bytes(counted_weights(described)));
  return read_back(model, std::move(zip).bytes());
}

std::string to_keras_h5(const SavedModel& model) {
  const KerasModel described = model_for(model, KerasDialect::keras_2);
  Hdf5Content root;
  root.attributes["backend"] = "tensorflow";
  root.attributes["keras_version"] = kKeras2;
  root.attributes["model_config"] = keras_json(described, KerasDialect::keras_2).dump();
  add_named_weights(root, described);
  return read_back(model, hdf5_bytes(root));
}

}  // namespace ganglion::io
