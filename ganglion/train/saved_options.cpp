#include "ganglion/train/saved_options.h"

#include <algorithm>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/nn/losses/loss_table.h"
#include "ganglion/optim/optimizer_table.h"

namespace ganglion::train {
namespace {

/// Back from what save.cpp wrote of frozen parameters and rates.
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

/// Back from what save.cpp wrote of outputs by name; their losses and weights are there.
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

}  // namespace

std::optional<CompileOptions> prediction_options(const io::SavedModel& saved) {
  const io::Json* more = saved.info.training.find(kSavedOptions);
  if (saved.losses.empty() || saved.optimizer.empty() || more == nullptr) return std::nullopt;
  CompileOptions options;
  try {
    for (const std::string& text : saved.losses) options.losses.push_back(nn::parse_loss(text));
  } catch (const Error&) {
    return std::nullopt;  // somebody's own: it can predict all the same
  }
  if (options.losses.size() == 1) options.loss = std::exchange(options.losses, {})[0];
  for (const io::Json& weight : more->array("loss_weights")) {
    options.loss_weights.push_back(weight.as_number());
  }
  options.seed = more->unsigned_integer("seed");
  options.replicas = more->integer("replicas");
  if (more->find("precision") != nullptr)
    options.precision = parse_precision(more->text("precision"));
  return options;
}

std::optional<CompileOptions> options_without_metrics(const io::SavedModel& saved) {
  auto options = prediction_options(saved);
  if (!options) return std::nullopt;
  try {
    options->optimizer = optim::parse_optimizer(saved.optimizer);
  } catch (const Error&) {
    return std::nullopt;
  }
  const io::Json& more = *saved.info.training.find(kSavedOptions);
  read_frozen(more, *options);
  read_outputs(more, *options);
  return options;
}

}  // namespace ganglion::train
