#include "ganglion/io/keras/archive.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/data/text/zip.h"
#include "ganglion/io/keras/keras_model.h"

namespace ganglion::io {
namespace {

constexpr std::string_view kConfig = "config.json";
constexpr std::string_view kWeights = "model.weights.h5";
constexpr std::string_view kMetadata = "metadata.json";
constexpr JsonLimits kLimits = {.depth = 256};

/// What an attribute of the file's root, or of the group of weights, says; "" where there is none.
std::string attribute_text(Hdf5File& file, std::string_view name) {
  for (const std::string_view group : {"", "model_weights"}) {
    const Hdf5Node* node = file.root().find(group);
    if (node == nullptr) continue;
    const auto found = node->attributes.find(name);
    if (found != node->attributes.end()) return file.text(found->second);
  }
  return {};
}

KerasArchive open_h5(std::string bytes, const std::string& source) {
  Hdf5File file(std::move(bytes), source);
  const std::string config = attribute_text(file, "model_config");
  if (config.empty()) {
    throw Error(source +
                ": the file holds weights, but not the model that they belong to; save the whole "
                "model (model.save), or name the layers when the weights are imported (`network`)");
  }
  Json description = parse_json(config, source + ": model_config", kLimits);
  std::string version = attribute_text(file, "keras_version");
  std::string backend = attribute_text(file, "backend");
  return {std::move(description), std::move(version), std::move(backend), KerasStore::by_name,
          std::move(file)};
}

class KerasZip {
 public:
  KerasZip(std::string_view bytes, std::string source)
      : zip_(bytes, source), entries_(zip_.entries()), source_(std::move(source)) {}

  std::string content(std::string_view name) const {
    const data::ZipEntry* found = nullptr;
    for (const data::ZipEntry& entry : entries_) {
      if (entry.name != name) continue;
      if (found != nullptr) {
        throw Error(fmt::format("{}: two files in the archive are named {}", source_, name));
      }
      found = &entry;
    }
    if (found == nullptr) {
      throw Error(
          fmt::format("{}: a zip archive without {}, which every .keras file has; save the "
                      "model again",
                      source_, name));
    }
    return zip_.content(*found);
  }

 private:
  data::ZipReader zip_;
  std::vector<data::ZipEntry> entries_;
  std::string source_;
};

}  // namespace

bool is_keras_archive(std::string_view bytes) {
  if (is_hdf5(bytes)) return true;
  if (!data::is_zip(bytes)) return false;
  try {
    const auto entries = data::ZipReader(bytes, "").entries();
    return std::any_of(entries.begin(), entries.end(), [](const data::ZipEntry& entry) {
      return entry.name == kConfig || entry.name == kWeights;
    });
  } catch (const Error&) {
    return false;  // whoever reads it will say what is wrong with it
  }
}

KerasArchive open_keras(std::string bytes, const std::string& source) {
  if (is_hdf5(bytes)) return open_h5(std::move(bytes), source);
  const KerasZip zip(bytes, source);
  Json description = parse_json(zip.content(kConfig), source + ": config.json", kLimits);
  const Json metadata = parse_json(zip.content(kMetadata), source + ": metadata.json", kLimits);
  std::string version = text_or_empty(metadata, "keras_version");
  Hdf5File weights(zip.content(kWeights), fmt::format("{}: {}", source, kWeights));
  const bool old = weights.root().find("_layer_checkpoint_dependencies") != nullptr;
  return {std::move(description), std::move(version), "",
          old ? KerasStore::dependencies : KerasStore::layers, std::move(weights)};
}

bool holds_weights_only(std::string bytes, const std::string& source) {
  if (!is_hdf5(bytes)) return false;
  Hdf5File file(std::move(bytes), source);
  return attribute_text(file, "model_config").empty();
}

KerasArchive open_keras_weights(std::string bytes, const std::string& source) {
  Hdf5File file(std::move(bytes), source);
  const auto has = [&](std::string_view group) { return file.root().find(group) != nullptr; };
  const KerasStore store = has("_layer_checkpoint_dependencies") ? KerasStore::dependencies
                           : has("layers") && !file.root().attributes.contains("layer_names")
                               ? KerasStore::layers
                               : KerasStore::by_name;
  return {Json(), attribute_text(file, "keras_version"), attribute_text(file, "backend"), store,
          std::move(file)};
}

}  // namespace ganglion::io
