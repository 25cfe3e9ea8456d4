#include "ganglion/train/job/network/initial_model.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/nn/layers/permute.h"
#include "ganglion/nn/network_writer.h"
#include "ganglion/nn/path_pattern.h"
#include "ganglion/train/frozen.h"
#include "ganglion/train/save.h"

namespace ganglion::train {
namespace {

bool is_chain(const nn::Network& network) {
  if (network.inputs().size() != 1 || network.outputs().size() != 1) return false;
  for (std::size_t i = 0; i < network.calls().size(); ++i) {
    if (network.calls()[i].inputs != std::vector{static_cast<int>(i)}) return false;
  }
  return true;
}

/// Models of Keras take images and signals with channels last, and put them first as the first
/// thing; those that are read here have them first already.
bool puts_channels_first(const nn::LayerCall& call, const Shape& input) {
  const auto* permute = call.handle.as<nn::Permute>();
  if (permute == nullptr || input.rank() < 2) return false;
  std::vector<std::int64_t> dims{input.rank()};
  for (int axis = 1; axis < input.rank(); ++axis) dims.push_back(axis);
  return permute->dims == dims;
}

/// What the layers of the model are called where its text is made a network: dense, dense_1, …; a
/// file of another system may have names of its own.
std::map<std::string, std::string, std::less<>> own_names(const nn::Network& network) {
  std::map<std::string, std::string, std::less<>> names;
  std::map<std::string_view, int> counts;
  for (const nn::LayerCall& call : network.calls()) {
    const int count = counts[call.handle.kind()]++;
    const std::string_view kind = call.handle.kind();
    names.emplace(count == 0 ? std::string(kind) : fmt::format("{}_{}", kind, count), call.layer);
  }
  return names;
}

void check_freeze(const Job& job, const nn::Network& network) {
  CompileOptions options;
  options.frozen = job.freeze;
  try {
    check_frozen(network, options);
  } catch (const Error& error) {
    std::string message = error.what();
    message.erase(0, message.find(": ") + 2);
    throw Error(fmt::format("`freeze`: {}", message), {.setting = "freeze"});
  }
}

/// A random layer that stays random is hardly what is meant.
void check_frozen_copied(const Job& job, const CopiedWeights& weights) {
  for (const std::string& path : weights.skipped) {
    if (!nn::any_matches(job.freeze, path)) continue;
    throw Error(
        fmt::format("`freeze` keeps {} as it is, but {} doesn't have it in this shape; omit it, or "
                    "leave `network` out to take over that of the model",
                    path, setting("init", job.init)),
        {.setting = "freeze"});
  }
}

}  // namespace

std::shared_ptr<const Model> initial_model(const Job& job) {
  if (job.init.empty()) return nullptr;
  auto model = std::make_shared<const Model>(load_model(job.init));
  if (is_chain(model->network())) return model;
  throw Error(fmt::format("{}: the network isn't a chain of layers (an ensemble isn't one); start "
                          "from a model that was trained with `ensemble = 1`",
                          setting("init", job.init)),
              {.setting = "ensemble", .value = "1"});
}

std::string hidden_text(const Model& initial) {
  std::vector<nn::Layer> layers;
  for (const nn::LayerCall& call : initial.network().calls()) layers.push_back(call.handle);
  layers.pop_back();
  const nn::Network& network = initial.network();
  if (!layers.empty() && puts_channels_first(network.calls()[0], network.inputs()[0].shape)) {
    layers.erase(layers.begin());
  }
  return nn::network_text(layers);
}

CopiedWeights start_from(const Model& initial, Model& model) {
  const std::string head = model.network().calls().back().layer;
  const std::string old_head = initial.network().calls().back().layer;
  const nn::ParameterLayout& layout = model.network().layout();
  const auto names = own_names(initial.network());
  CopiedWeights result;
  for (const auto* list : {&layout.parameters, &layout.state}) {
    for (const nn::ParameterSpec& spec : *list) {
      const std::size_t slash = spec.path.find('/');
      const auto name = names.find(std::string_view(spec.path).substr(0, slash));
      const std::string path =
          name == names.end() ? spec.path : name->second + spec.path.substr(slash);
      const nn::ParameterSpec* source = initial.network().layout().find(path);
      if (spec.is_of(head)) continue;
      const bool fits =
          source != nullptr && source->shape == spec.shape && !source->is_of(old_head);
      (fits ? result.copied : result.skipped).push_back(spec.path);
      if (fits) model.set_weight(spec.path, initial.weight(path));
    }
  }
  return result;
}

void check_transfer(const Job& job, const nn::Network& network, const Model* initial,
                    const Listener& listener) {
  if (!job.freeze.empty()) check_freeze(job, network);
  if (initial == nullptr) {
    if (job.freeze.empty()) return;
    listener.tell_warning(
        "`freeze` without `init` keeps random first weights; to start from a model: `init = "
        "MODEL`");
    return;
  }
  Model trial(network);
  const CopiedWeights weights = start_from(*initial, trial);
  if (weights.copied.empty()) {
    throw Error(fmt::format("no layer of this network has the shape of one of {}: the data need as "
                            "many features, or images of the same size, and `network` the same "
                            "layers; omit `network`",
                            setting("init", job.init)),
                {.setting = "init"});
  }
  check_frozen_copied(job, weights);
  listener.tell_choice(
      {"weights", fmt::format("{} arrays from {}", weights.copied.size(), job.init),
       weights.skipped.empty() ? "the output layer is new"
                               : fmt::format("the output layer is new, and so is {}",
                                             fmt::join(weights.skipped, ", "))});
}

}  // namespace ganglion::train
