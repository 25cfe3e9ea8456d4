#include "ganglion/train/save.h"

#include <algorithm>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/io/read/read_model_file.h"
#include "ganglion/train/read_options.h"
#include "ganglion/train/saved_options.h"

namespace ganglion::train {
namespace {

/// The members that are the user's.
io::Json::Object without_ours(const io::Json& training) {
  io::Json::Object members = training.as_object();
  std::erase_if(members, [](const auto& member) { return member.first == kSavedOptions; });
  return members;
}

std::vector<std::string> texts_of_losses(const CompileOptions& options) {
  std::vector<std::string> texts;
  for (const nn::Loss& loss : options.losses) texts.push_back(saved_text(loss));
  if (texts.empty()) texts.push_back(saved_text(options.loss));
  return texts;
}

Tensor in_floats(Tensor tensor) {
  return tensor.dtype() == DType::f32 ? std::move(tensor) : tensor.cast(DType::f32);
}

}  // namespace

io::SavedModel to_saved(const Model& model) {
  if (model.network().is_part()) return to_saved(model.clone());
  io::SavedModel saved{.network = model.network(),
                       .parameters = model.weights().parameters,
                       .state = model.weights().state,
                       .info = model.info()};
  if (model.compiled()) {
    const CompileOptions& options = model.compile_options();
    saved.losses = texts_of_losses(options);
    for (const nn::AnyMetric& metric : options.metrics) saved.metrics.push_back(metric.name());
    saved.optimizer = saved_text(options.optimizer);
    io::Json::Object training = without_ours(saved.info.training);
    training.emplace_back(kSavedOptions,
                          options_json(options, model.network(), metric_task(model.info().task)));
    saved.info.training = std::move(training);
  }
  return saved;
}

Model from_saved(io::SavedModel saved, const CustomKinds& kinds) {
  Model model(saved.network, in_floats(std::move(saved.parameters)),
              in_floats(std::move(saved.state)));
  if (auto options = read_options(saved, kinds)) model.compile(*std::move(options));
  saved.info.training = without_ours(saved.info.training);
  model.mutable_info() = std::move(saved.info);
  return model;
}

void save_model(const Model& model, const std::string& path) {
  io::save_model(path, to_saved(model));
}

Model load_model(const std::string& path, const CustomKinds& custom) {
  return from_saved(io::read_network_file(path, {.custom_layers = custom.layers}), path, custom);
}

Model load_model(std::span<const std::byte> bytes, const std::string& name,
                 const CustomKinds& custom) {
  return from_saved(io::model_from_file(io::parse_safetensors(bytes, name), name,
                                        {.custom_layers = custom.layers}),
                    name, custom);
}

Model load_model(const std::string& path, std::span<const nn::LayerKind> custom_layers) {
  return load_model(path, CustomKinds{.layers = {custom_layers.begin(), custom_layers.end()}});
}

Model load_model(std::span<const std::byte> bytes, const std::string& name,
                 std::span<const nn::LayerKind> custom_layers) {
  return load_model(bytes, name,
                    CustomKinds{.layers = {custom_layers.begin(), custom_layers.end()}});
}

Model from_saved(io::SavedModel saved, const std::string& path, const CustomKinds& kinds) {
  try {
    return from_saved(std::move(saved), kinds);
  } catch (const Error& error) {
    throw Error(path + ": " + error.what());
  }
}

std::string model_hash(const Model& model) {
  if (model.network().is_part()) return model_hash(model.clone());
  return io::model_hash(model.network(), model.weights().parameters, model.weights().state);
}

}  // namespace ganglion::train
