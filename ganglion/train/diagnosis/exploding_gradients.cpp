#include <fmt/format.h>

#include <cmath>

#include "ganglion/nn/losses/losses.h"
#include "ganglion/train/diagnosis/layer_states.h"
#include "ganglion/train/diagnosis/remedies.h"
#include "ganglion/train/diagnosis/verdicts.h"

namespace ganglion::train {
namespace {

/// The loss is about 1 where nothing is learned, and so are its derivatives at most; a trained
/// network has far smaller ones.
constexpr double kLargeNorm = 100.0;
constexpr double kFarAbove = 5.0;  // times the loss of the constant baseline
constexpr double kLargeRate = 0.03;

const LayerState* steepest(const std::vector<LayerState>& layers) {
  const LayerState* worst = nullptr;
  for (const LayerState& layer : layers) {
    if (layer.gradient && (worst == nullptr || *layer.gradient > *worst->gradient)) worst = &layer;
  }
  return worst;
}

/// How many times the constant baseline's loss the last training loss is, penalty included: weights
/// that were thrown far away show in it first. 0 where it is another loss.
double times_constant(const Evidence& evidence) {
  const ResolvedJob& job = evidence.result.job;
  const bool same_loss =
      job.class_weights.empty() &&
      (job.task != data::Task::regression || job.loss.name() == nn::MeanSquaredError::kind);
  if (!same_loss || evidence.history.epochs.empty()) return 0.0;
  const History::Epoch& last = evidence.history.epochs.back();
  const double penalty = last.at("penalty");
  return (last.at("loss") + (std::isnan(penalty) ? 0.0 : penalty)) / evidence.constant_loss();
}

}  // namespace

std::optional<Finding> exploding_gradients(const Evidence& evidence) {
  const std::vector<LayerState> layers = layer_states(evidence);
  const LayerState* worst = steepest(layers);
  if (worst == nullptr) return {};
  const double rate = *evidence.result.job.stated.learning_rate;
  const double times = times_constant(evidence);
  const bool far_above = times > kFarAbove && rate > kLargeRate;
  if (*worst->gradient <= kLargeNorm && !far_above) return {};
  return Finding{
      .kind = "exploding_gradients",
      .text = fmt::format(
          "with a learning rate of {:.3g}, the gradient of {} has a norm of {:.3g} "
          "at the end{}",
          rate, worst->name, *worst->gradient,
          far_above
              ? fmt::format(", and the training loss with its penalty is {:.3g} times that of "
                            "the {}",
                            times, evidence.constant().title())
              : ""),
      .numbers = {{"gradient_norm", *worst->gradient},
                  {"loss_ratio", times},
                  {"learning_rate", rate}},
      .layer = worst->name,
      .command = command_at_rate(evidence, 0.1)};
}

}  // namespace ganglion::train
