#include <fmt/format.h>

#include <algorithm>

#include "ganglion/train/diagnosis/verdicts.h"

namespace ganglion::train {
namespace {

constexpr double kErrorsWorse = 3.0;  // standard errors
constexpr double kShareWorse = 0.1;   // of the constant baseline's loss

double loss_of(const Baseline& baseline) {
  return mean_of_rows(baseline.losses).mean;
}

/// Series whose level moves are better said as changes; else what bends less is tried.
void go_nearer(Job& job, const Job& used) {
  if (used.horizon == 0) {
    job.network = "";
    job.ensemble.reset();
    job.ensemble_validation.reset();
    return;
  }
  const bool none = used.differencing == data::Differencing::none;
  job.differencing = none ? data::Differencing::difference : data::Differencing::none;
}

}  // namespace

std::optional<Finding> worse_than_baseline(const Evidence& evidence) {
  if (!evidence.has_held_out()) return {};
  const Baseline* best = &evidence.constant();
  for (const Baseline& baseline : evidence.assessment().baselines) {
    if (&baseline != evidence.linear() && loss_of(baseline) < loss_of(*best)) best = &baseline;
  }
  const RowMean worse = evidence.difference(evidence.assessment().losses, best->losses);
  if (worse.mean < kShareWorse * evidence.constant_loss() ||
      worse.mean < kErrorsWorse * worse.standard_error) {
    return {};
  }
  return Finding{
      .kind = "worse_than_baseline",
      .text = fmt::format("the {} is {:.3g} on {} rows, where the {} has {:.3g}: what was learned "
                          "doesn't hold for them",
                          evidence.loss_name(), evidence.loss().mean, evidence.part(),
                          best->title(), loss_of(*best)),
      .numbers = {{"loss", evidence.loss().mean}, {"baseline_loss", loss_of(*best)}},
      .command = evidence.command([&](Job& job) { go_nearer(job, evidence.result.job.stated); })};
}

}  // namespace ganglion::train
