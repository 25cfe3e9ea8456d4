#include "ganglion/train/saved_options.h"

#include <fmt/format.h>

#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/nn/losses/loss_table.h"

namespace ganglion::train {

std::optional<CompileOptions> loss_options(const io::SavedModel& saved, bool predicts) {
  const io::Json* more = saved.info.training.find(kSavedOptions);
  if (saved.losses.empty() || saved.optimizer.empty() || more == nullptr) return std::nullopt;
  if (predicts && more->find(kNeededToPredict) != nullptr) {
    throw Error(
        fmt::format("predictions need the loss {}, which isn't one of the library's; load "
                    "the model by train::load_model",
                    more->text(kNeededToPredict)));
  }
  CompileOptions options;
  for (const std::string& text : saved.losses) {
    try {
      options.losses.push_back(nn::parse_loss(text));
    } catch (const Error&) {
      options.losses.push_back(nn::MeanSquaredError{});
    }
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

}  // namespace ganglion::train
