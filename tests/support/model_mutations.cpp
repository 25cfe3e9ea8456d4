#include "tests/support/model_mutations.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/io/checkpoint_marks.h"
#include "ganglion/io/json.h"
#include "ganglion/io/model_json.h"
#include "ganglion/io/weights.h"
#include "ganglion/nn/network.h"
#include "tests/support/json_mutations.h"

namespace ganglion::support {
namespace {

using io::Json;

constexpr const char* kModel = "ganglion";
constexpr const char* kHash = "hash";
constexpr std::int64_t kMaxWeights = 1 << 20;

/// What weights have before their names: nothing, "slot/m/", "best/".
std::vector<std::string> prefixes_in(const io::SafetensorsFile& file) {
  std::vector<std::string> prefixes = {""};
  for (const auto& [name, tensor] : file.tensors) {
    std::size_t end = 0;
    if (name.starts_with(io::kBestPrefix)) end = io::kBestPrefix.size();
    if (name.starts_with(io::kSlotPrefix)) end = name.find('/', io::kSlotPrefix.size()) + 1;
    const std::string prefix = name.substr(0, end);
    if (std::ranges::find(prefixes, prefix) == prefixes.end()) prefixes.push_back(prefix);
  }
  return prefixes;
}

/// Weights that fit the network, those that it had where they still do.
void fit_weights(io::SafetensorsFile& file, const nn::Network& network) {
  const nn::ParameterLayout& layout = network.layout();
  if (layout.size + layout.state_size > kMaxWeights) return;
  io::NamedTensors tensors;
  for (const std::string& prefix : prefixes_in(file)) {
    for (const auto* specs : {&layout.parameters, &layout.state}) {
      if (specs == &layout.state && prefix.starts_with(io::kSlotPrefix)) continue;
      for (const nn::ParameterSpec& spec : *specs) {
        const Tensor* old = file.find(prefix + spec.path);
        const bool fits = old != nullptr && old->shape() == spec.shape;
        tensors.emplace_back(prefix + spec.path, fits ? *old : Tensor(spec.shape));
      }
    }
  }
  file.tensors = std::move(tensors);
}

Json with_hash(const Json& json, const std::string& hash) {
  Json::Object members = json.as_object();
  for (auto& [key, value] : members) {
    if (key == kHash) value = hash;
  }
  return members;
}

/// The tensors that are the network's, or the others.
std::vector<const io::NamedTensor*> tensors_of(const io::SafetensorsFile& file, bool network) {
  std::vector<const io::NamedTensor*> result;
  for (const io::NamedTensor& named : file.tensors) {
    const bool more =
        named.first.starts_with(io::kBestPrefix) || named.first.starts_with(io::kSlotPrefix);
    if (more != network) result.push_back(&named);
  }
  return result;
}

void renew_model_hash(io::SafetensorsFile& file) {
  std::string& text = file.metadata.at(kModel);
  const Json json = io::parse_json(text, kModel);
  try {
    const nn::Network network(io::network_from_json(json.at("network")));
    fit_weights(file, network);
    text = with_hash(json, io::hash_of(json.at("network").dump(), tensors_of(file, true))).dump();
  } catch (const Error&) {
    // Whoever loads it will say so.
  }
}

void renew_checkpoint_hash(io::SafetensorsFile& file) {
  std::string& text = file.metadata.at(io::kCheckpointKey);
  const Json json = io::parse_json(text, io::kCheckpointKey);
  if (!json.is_object()) return;
  Json::Object hashed = json.as_object();
  std::erase_if(hashed, [](const auto& member) { return member.first == kHash; });
  text = with_hash(json, io::hash_of(Json(hashed).dump(), tensors_of(file, false))).dump();
}

}  // namespace

MutatedModel mutated(const io::SafetensorsFile& model, std::mt19937& random) {
  MutatedModel result{.file = model, .change = {}};
  const bool checkpoint = io::is_checkpoint(model);
  const std::string part = checkpoint && random() % 4 != 0 ? io::kCheckpointKey : kModel;
  std::string& text = result.file.metadata.at(part);
  Json json = io::parse_json(text, part);
  result.change = part + mutate_json(json, random);
  text = json.dump();
  renew_model_hash(result.file);
  if (checkpoint) renew_checkpoint_hash(result.file);
  return result;
}

}  // namespace ganglion::support
