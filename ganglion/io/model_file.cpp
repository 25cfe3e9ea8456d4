#include "ganglion/io/model_file.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/core/version.h"
#include "ganglion/io/check_model.h"
#include "ganglion/io/checkpoint_marks.h"
#include "ganglion/io/model_json.h"
#include "ganglion/io/preprocessing_json.h"
#include "ganglion/io/quantized_weights.h"
#include "ganglion/io/safetensors_layout.h"
#include "ganglion/io/table_json.h"
#include "ganglion/io/weights.h"

namespace ganglion::io {
namespace {

constexpr const char* kModelKey = "ganglion";

NamedTensors weights_of(const nn::Network& network, const Tensor& parameters, const Tensor& state) {
  const nn::ParameterLayout& layout = network.layout();
  NamedTensors tensors;
  append_weights(tensors, "", "parameters", layout.parameters, parameters, layout.size);
  append_weights(tensors, "", "state", layout.state, state, layout.state_size);
  return tensors;
}

void check_format(const Json& json) {
  const std::int64_t format = json.integer("format");
  if (format < 1) {
    throw Error(
        fmt::format("format version {}: versions begin with 1; the file is damaged or of "
                    "another program",
                    format));
  }
  if (format > kModelFormat) {
    const Json* writer = json.find("version");
    throw Error(
        fmt::format("format version {}, written by Ganglion {}; this is Ganglion {}, which "
                    "reads versions up to {}: update it",
                    format, writer == nullptr ? "of another version" : writer->dump(), version(),
                    kModelFormat));
  }
}

Json metadata_of(const SafetensorsFile& file) {
  const auto entry = file.metadata.find(kModelKey);
  if (entry == file.metadata.end()) {
    throw Error(
        fmt::format("a safetensors file with {} tensors, but no Ganglion model: its "
                    "metadata have no key '{}'",
                    file.tensors.size(), kModelKey));
  }
  Json json = parse_json(entry->second, fmt::format("metadata '{}'", kModelKey));
  check_format(json);
  return json;
}

void check_hash(const Json& json, const nn::ParameterLayout& layout, const NamedTensors& tensors) {
  const Json* saved = json.find("hash");
  if (saved == nullptr) return;
  std::vector<const NamedTensor*> weights;
  for (const NamedTensor& named : tensors) {
    if (layout.find(named.first) != nullptr) weights.push_back(&named);
  }
  // Over the network as it stands in the file: made again by a later version of the library, its
  // layers may have settings that did not exist when it was saved.
  const std::string found = hash_of(json.at("network").dump(), std::move(weights));
  if (saved->as_string() != found) {
    throw Error(
        fmt::format("network and weights have the hash {}, but were saved with {}: the "
                    "file is damaged (a program that changes them on purpose must leave "
                    "out 'hash')",
                    found, in_quotes(saved->as_string())));
  }
}

SavedModel model_from_json(const Json& json, const LoadOptions& options) {
  SavedModel model{.network =
                       nn::Network(network_from_json(json.at("network")), options.custom_layers)};
  model.library_version = json.text("version");
  model.info.task = json.text("task");
  model.info.target_names = texts_from_json(json.at("target_names"));
  model.info.class_names = texts_from_json(json.at("class_names"));
  if (json.find("temperature") != nullptr) model.info.temperature = json.number("temperature");
  model.losses = texts_from_json(json.at("losses"));
  model.metrics = texts_from_json(json.at("metrics"));
  model.optimizer = json.text("optimizer");
  model.info.training = json.object("training");
  return model;
}

SavedModel checked_network(const SafetensorsFile& file, const Json& json,
                           const LoadOptions& options) {
  SavedModel model = model_from_json(json, options);
  model.checksum = file.checksum;
  const nn::ParameterLayout& layout = model.network.layout();
  std::optional<NamedTensors> numbers;
  if (is_quantized(model.network)) from_bytes(model.network, numbers.emplace(file.tensors));
  const NamedTensors& tensors = numbers ? *numbers : file.tensors;
  TensorPool pool(tensors);
  model.parameters = pool.take("", layout.parameters, layout.size);
  model.state = pool.take("", layout.state, layout.state_size);
  if (is_checkpoint(file)) {
    pool.leave_out(kSlotPrefix);
    pool.leave_out(kBestPrefix);
  }
  pool.check_all_taken();
  check_hash(json, layout, tensors);
  check_names(model.info, model.network);
  return model;
}

/// What `make` gives; its errors begin with the name of the file.
template <class Make>
SavedModel named_in_errors(std::string_view name, Make make) {
  try {
    return make();
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", name, error.what()));
  }
}

}  // namespace

SafetensorsFile to_file(const SavedModel& model) {
  check_fits(model.info, model.network);  // or nobody could read it again
  const Json network = to_json(model.network.record());
  SafetensorsFile file{.tensors = weights_of(model.network, model.parameters, model.state)};
  Json::Object json{{"format", kModelFormat},
                    {"version", version()},
                    {"network", network},
                    {"hash", hash_of(network.dump(), file.tensors)},
                    {"task", model.info.task},
                    {"target_names", Json::list(model.info.target_names)},
                    {"class_names", Json::list(model.info.class_names)},
                    {"losses", Json::list(model.losses)},
                    {"metrics", Json::list(model.metrics)},
                    {"optimizer", model.optimizer},
                    {"training", model.info.training}};
  if (model.info.temperature != 1.0) json.emplace_back("temperature", model.info.temperature);
  if (model.info.preprocessing)
    json.emplace_back("preprocessing", to_json(*model.info.preprocessing));
  file.metadata.emplace(kModelKey, Json(std::move(json)).dump());
  to_bytes(model.network, file.tensors);
  return file;
}

void check_savable(const ModelInfo& info, const nn::Network& network) {
  check_fits(info, network);
  Json::Object json{{"network", to_json(network.record())},
                    {"target_names", Json::list(info.target_names)},
                    {"class_names", Json::list(info.class_names)}};
  if (info.preprocessing) json.emplace_back("preprocessing", to_json(*info.preprocessing));
  // A text inside of a text, as it stands in the header.
  const std::uint64_t bytes = Json(Json(std::move(json)).dump()).dump().size();
  if (bytes <= kMaxHeader) return;
  throw Error(
      fmt::format("a model file can describe columns, categories and layers in {} MB at most, but "
                  "these need {} MB; use fewer columns",
                  kMaxHeader / 1'000'000, bytes / 1'000'000));
}

SavedModel model_from_file(const SafetensorsFile& file, std::string_view name,
                           const LoadOptions& options) {
  return named_in_errors(name, [&] {
    const Json json = metadata_of(file);
    SavedModel model = checked_network(file, json, options);
    if (const Json* state = json.find("preprocessing")) {
      model.info.preprocessing = preprocessing_from_json(*state);
      check_fits(model.info, model.network);
    }
    return model;
  });
}

SavedModel network_from_file(const SafetensorsFile& file, std::string_view name,
                             const LoadOptions& options) {
  return named_in_errors(name, [&] { return checked_network(file, metadata_of(file), options); });
}

void save_model(const std::string& path, const SavedModel& model) {
  write_safetensors(path, to_file(model));
}

SavedModel load_model(const std::string& path, const LoadOptions& options) {
  return model_from_file(read_safetensors(path), path, options);
}

std::string model_hash(const nn::Network& network, const Tensor& parameters, const Tensor& state) {
  return hash_of(to_json(network.record()).dump(), weights_of(network, parameters, state));
}

std::string model_hash(const SavedModel& model) {
  return model_hash(model.network, model.parameters, model.state);
}

}  // namespace ganglion::io
