#include "ganglion/train/run/fit_outputs.h"

#include <fmt/format.h>

#include <vector>

#include "ganglion/nn/losses/losses.h"
#include "ganglion/train/evaluate/evaluation.h"
#include "ganglion/train/evaluate/row_losses.h"
#include "ganglion/train/evaluate/temperature.h"
#include "ganglion/train/job/network/linear_path.h"

namespace ganglion::train {
namespace {

/// Losses compare what was minimised, or what is printed beside it.
bool is_plain_loss(const ResolvedJob& job) {
  return job.task != data::Task::regression || job.loss.name() == nn::MeanSquaredError::kind;
}

std::vector<double> weighted_losses(data::Task task, const Tensor& predictions,
                                    const data::Dataset& rows) {
  std::vector<double> losses = row_losses(task, predictions, rows.targets);
  if (const Tensor* weights = rows.weights_of(0)) {
    for (std::size_t i = 0; i < losses.size(); ++i) {
      losses[i] *= static_cast<double>(weights->values<float>()[i]);
    }
  }
  return losses;
}

/// A network that began as a linear model, and is behind it by more than chance, is that model.
void fall_back_to_linear(Model& model, const ResolvedJob& job, const HeldOut& held_out,
                         const Listener& listener) {
  if (!job.linear_path || held_out.empty() || !is_plain_loss(job)) return;
  const data::Dataset& rows = held_out.rows();
  const auto own = weighted_losses(job.task, held_out.predictions(), rows);
  const auto linear = weighted_losses(job.task, held_out.linear_predictions(), rows);
  const RowMean behind = mean_difference(own, linear);
  if (!(behind.mean > behind.standard_error)) return;
  start_as(*job.linear_path, model);
  held_out.become_linear();
  listener.tell_choice({"weights", "those of the linear model alone",
                        fmt::format("its val_loss is {:.4g}, that of the trained network {:.4g}",
                                    mean_of_rows(linear).mean, mean_of_rows(own).mean)});
}

void calibrate_probabilities(Model& model, const ResolvedJob& job, const JobData& data,
                             const HeldOut& held_out, const Listener& listener) {
  // Weighted classes are meant to be said more often than they come: that would be undone.
  const bool weighted = !job.class_weights.empty() || data.train.weighted();
  const bool wanted = job.stated.calibration && !weighted;
  if (!wanted || held_out.empty() || job.task == data::Task::regression) return;
  const Temperature fitted = fit_temperature(job.task, held_out.logits(), held_out.rows().targets);
  if (!fitted.helps || !set_temperature(model, fitted.value)) return;
  held_out.set_temperature(fitted.value);
  listener.tell_choice(
      {"calibration", fmt::format("temperature {:.3g}", fitted.value),
       fmt::format("validation log loss {:.4f} -> {:.4f}; to disable: `calibration = none`",
                   fitted.loss_before, fitted.loss_after)});
}

double chosen_threshold(const ResolvedJob& job, const JobData& data, const HeldOut& held_out,
                        const Listener& listener) {
  using Goal = nn::ThresholdRule::Goal;
  const nn::ThresholdRule& rule = job.threshold;
  if (rule.goal == Goal::fixed) return rule.value;
  const nn::ThresholdCurve curve(held_out.predictions(), held_out.rows().targets,
                                 data.preprocessing.state().positive);
  const double threshold = rule.choose(curve.points());
  const nn::ThresholdPoint chosen = curve.at(threshold);
  const nn::ThresholdPoint half = curve.at(0.5);
  const std::string reason =
      rule.goal == Goal::f1
          ? fmt::format("the highest F1 on the validation rows: {} (at 0.5: {})",
                        shown_number(chosen.f1()), shown_number(half.f1()))
          : fmt::format("the lowest cost on the validation rows: {:.6g} (at 0.5: {:.6g})",
                        chosen.cost(rule.costs), half.cost(rule.costs));
  listener.tell_choice({"threshold", fmt::format("{:.3g}", threshold), reason});
  return threshold;
}

}  // namespace

double fit_outputs(Model& model, const ResolvedJob& job, const JobData& data,
                   const HeldOut& held_out, const Listener& listener) {
  fall_back_to_linear(model, job, held_out, listener);
  calibrate_probabilities(model, job, data, held_out, listener);
  return chosen_threshold(job, data, held_out, listener);
}

}  // namespace ganglion::train
