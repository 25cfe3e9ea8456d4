#include "ganglion/train/save.h"

#include <algorithm>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/io/read/read_model_file.h"
#include "ganglion/nn/metrics/metric_table.h"
#include "ganglion/train/saved_options.h"

namespace ganglion::train {
namespace {

/// The members that are the user's.
io::Json::Object without_ours(const io::Json& training) {
  io::Json::Object members = training.as_object();
  std::erase_if(members, [](const auto& member) { return member.first == kSavedOptions; });
  return members;
}

std::vector<std::string> losses_of(const CompileOptions& options) {
  std::vector<std::string> texts;
  for (const nn::Loss& loss : options.losses) texts.push_back(loss.to_string());
  if (texts.empty()) texts.push_back(options.loss.to_string());
  return texts;
}

/// What the texts of losses, metrics and optimizer leave open.
io::Json compile_json(const CompileOptions& options) {
  io::Json::Object members = {{"loss_weights", io::Json::list(options.loss_weights)},
                              {"seed", options.seed},
                              {"replicas", options.replicas}};
  if (options.precision != Precision::f32) {
    members.emplace_back("precision", std::string(name_of(options.precision)));
  }
  if (!options.frozen.empty()) members.emplace_back("frozen", io::Json::list(options.frozen));
  io::Json::Array rates;
  for (const auto& [pattern, rate] : options.learning_rates) {
    rates.push_back(io::Json::Object{{"parameters", pattern}, {"factor", rate}});
  }
  if (!rates.empty()) members.emplace_back("learning_rates", std::move(rates));
  io::Json::Array outputs;
  for (const auto& [name, output] : options.outputs) {
    io::Json::Array metrics;
    for (const nn::AnyMetric& metric : output.metrics) metrics.push_back(metric.name());
    outputs.push_back(io::Json::Object{{"name", name}, {"metrics", std::move(metrics)}});
  }
  if (!outputs.empty()) members.emplace_back("outputs", std::move(outputs));
  return members;
}

/// Metrics by name; those of somebody's own are left out.
std::vector<nn::AnyMetric> metrics_named(const std::vector<std::string>& names, nn::Task task) {
  std::vector<nn::AnyMetric> metrics;
  for (const std::string& name : names) {
    try {
      metrics.push_back(nn::make_metric(name, task));
    } catch (const Error&) {
      continue;
    }
  }
  return metrics;
}

/// As options_without_metrics() gives them, with metrics.
std::optional<CompileOptions> compile_options(const io::SavedModel& saved) {
  auto options = options_without_metrics(saved);
  if (!options) return options;
  const nn::Task task =
      saved.info.task == "multilabel" ? nn::Task::multilabel : nn::Task::multiclass;
  options->metrics = metrics_named(saved.metrics, task);
  if (options->outputs.empty()) return options;
  std::size_t i = 0;
  for (const io::Json& output : saved.info.training.find(kSavedOptions)->array("outputs")) {
    std::vector<std::string> names;
    for (const io::Json& name : output.array("metrics")) names.push_back(name.as_string());
    options->outputs[i++].second.metrics = metrics_named(names, task);
  }
  return options;
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
    saved.losses = losses_of(options);
    for (const nn::AnyMetric& metric : options.metrics) saved.metrics.push_back(metric.name());
    saved.optimizer = options.optimizer.to_string();
    io::Json::Object training = without_ours(saved.info.training);
    training.emplace_back(kSavedOptions, compile_json(options));
    saved.info.training = std::move(training);
  }
  return saved;
}

Model from_saved(io::SavedModel saved) {
  Model model(saved.network, in_floats(std::move(saved.parameters)),
              in_floats(std::move(saved.state)));
  if (auto options = compile_options(saved)) model.compile(*std::move(options));
  saved.info.training = without_ours(saved.info.training);
  model.mutable_info() = std::move(saved.info);
  return model;
}

void save_model(const Model& model, const std::string& path) {
  io::save_model(path, to_saved(model));
}

Model load_model(const std::string& path, std::span<const nn::LayerKind> custom_layers) {
  return from_saved(io::read_network_file(path, {.custom_layers = custom_layers}), path);
}

Model load_model(std::span<const std::byte> bytes, const std::string& name,
                 std::span<const nn::LayerKind> custom_layers) {
  return from_saved(io::model_from_file(io::parse_safetensors(bytes, name), name,
                                        {.custom_layers = custom_layers}),
                    name);
}

Model from_saved(io::SavedModel saved, const std::string& path) {
  try {
    return from_saved(std::move(saved));
  } catch (const Error& error) {
    throw Error(path + ": " + error.what());
  }
}

std::string model_hash(const Model& model) {
  if (model.network().is_part()) return model_hash(model.clone());
  return io::model_hash(model.network(), model.weights().parameters, model.weights().state);
}

}  // namespace ganglion::train
