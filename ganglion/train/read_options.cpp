#include "ganglion/train/read_options.h"

#include <algorithm>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/train/saved_options.h"
#include "ganglion/train/unknown_kinds.h"

namespace ganglion::train {
namespace {

/// Back from what options_json() wrote of frozen parameters and rates.
void read_frozen(const io::Json& json, CompileOptions& options) {
  if (json.find("frozen") != nullptr) {
    for (const io::Json& pattern : json.array("frozen"))
      options.frozen.push_back(pattern.as_string());
  }
  if (json.find("learning_rates") == nullptr) return;
  for (const io::Json& rate : json.array("learning_rates")) {
    options.learning_rates.emplace_back(rate.text("parameters"), rate.number("factor"));
  }
}

/// Back from what options_json() wrote of outputs by name; their losses and weights are there.
void read_outputs(const io::Json& json, CompileOptions& options) {
  if (json.find("outputs") == nullptr) return;
  for (const io::Json& output : json.array("outputs")) {
    const std::size_t i = options.outputs.size();
    if (i >= std::max<std::size_t>(options.losses.size(), 1) || i >= options.loss_weights.size())
      throw Error("compile: outputs has more entries than there are losses");
    options.outputs.emplace_back(
        output.text("name"),
        OutputOptions{.loss = options.losses.empty() ? options.loss : options.losses[i],
                      .weight = options.loss_weights[i]});
  }
}

/// Metrics by name; what stands for those that have none in the library.
std::vector<nn::AnyMetric> metrics_named(const std::vector<std::string>& names, nn::Task task) {
  std::vector<nn::AnyMetric> metrics;
  for (const std::string& name : names) {
    try {
      metrics.push_back(nn::make_metric(name, task));
    } catch (const Error&) {
      metrics.push_back(UnknownMetric{.name = name, .kind = {}, .settings = {}});
    }
  }
  return metrics;
}

void read_metrics(const io::SavedModel& saved, const io::Json& json, CompileOptions& options) {
  const nn::Task task = metric_task(saved.info.task);
  options.metrics = metrics_named(saved.metrics, task);
  if (options.outputs.empty()) return;
  std::size_t i = 0;
  for (const io::Json& output : json.array("outputs")) {
    std::vector<std::string> names;
    for (const io::Json& name : output.array("metrics")) names.push_back(name.as_string());
    options.outputs[i++].second.metrics = metrics_named(names, task);
  }
}

/// Throws Error where a text names no loss or optimizer of the library.
void read_texts(const io::SavedModel& saved, CompileOptions& options) {
  for (const std::string& text : saved.losses) nn::parse_loss(text);
  options.optimizer = optim::parse_optimizer(saved.optimizer);
}

/// What stands for all that the texts don't name, until the list of it is read.
void read_own_texts(const io::SavedModel& saved, CompileOptions& options) {
  for (std::size_t i = 0; i < saved.losses.size(); ++i) {
    if (!saved.losses[i].starts_with(kCustom)) continue;
    (options.losses.empty() ? options.loss : options.losses[i]) =
        UnknownLoss{.kind = saved.losses[i], .settings = {}};
  }
  if (saved.optimizer.starts_with(kCustom)) {
    options.optimizer = UnknownOptimizer{.kind = saved.optimizer, .settings = {}};
  } else {
    options.optimizer = optim::parse_optimizer(saved.optimizer);
  }
}

}  // namespace

nn::Task metric_task(const std::string& task) {
  return task == "multilabel" ? nn::Task::multilabel : nn::Task::multiclass;
}

io::Json options_json(const CompileOptions& options, const nn::Network& network, nn::Task task) {
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
  io::Json::Array own = own_kinds_json(options, task);
  if (!own.empty()) members.emplace_back(kCustom, std::move(own));
  std::string needed = needed_to_predict(options, network);
  if (!needed.empty()) members.emplace_back(kNeededToPredict, std::move(needed));
  return members;
}

std::optional<CompileOptions> read_options(const io::SavedModel& saved, const CustomKinds& kinds) {
  auto options = loss_options(saved, false);
  if (!options) return options;
  const io::Json& json = *saved.info.training.find(kSavedOptions);
  const io::Json* custom = json.find(kCustom);
  if (custom == nullptr) {
    try {
      read_texts(saved, *options);
    } catch (const Error&) {
      return std::nullopt;  // of a file of before there were such lists, which may have anybody's
    }
  } else {
    read_own_texts(saved, *options);
  }
  read_frozen(json, *options);
  read_outputs(json, *options);
  read_metrics(saved, json, *options);
  if (custom == nullptr) return options;
  const io::Json* needed = json.find(kNeededToPredict);
  read_own_kinds(*custom, kinds, needed == nullptr ? std::string_view() : needed->as_string(),
                 *options);
  return options;
}

}  // namespace ganglion::train
