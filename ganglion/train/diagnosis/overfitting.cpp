#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/train/diagnosis/verdicts.h"

namespace ganglion::train {
namespace {

/// Ten times the L2 regularisation; dropout where there is enough of that.
void hold_back(Job& job, const Job& used) {
  constexpr double kLeast = 1e-3;
  constexpr double kEnough = 0.05;
  const double l2 = std::max(10.0 * *used.l2, kLeast);
  const bool hidden = !used.network->value().empty();
  if (l2 < kEnough || !hidden || used.dropout > 0.0) {
    job.l2 = l2;
  } else {
    job.dropout = 0.3;
  }
}

}  // namespace

std::optional<Finding> overfitting(const Evidence& evidence) {
  if (!evidence.has_held_out()) return {};
  const RowMean train = evidence.result.train_loss;
  const RowMean held_out = evidence.loss();
  const double gap = held_out.mean - train.mean;
  const double error = std::hypot(held_out.standard_error, train.standard_error);
  const double gain = evidence.constant_loss() - train.mean;
  if (!(gap > kBeyondNoise * error) || !(gain > 0.0) || gap < kLostShare * gain) return {};
  const double lost = gap / gain;
  const bool later = !evidence.asked.time_column.empty();
  return Finding{
      .kind = "overfitting",
      .text = fmt::format("the {} is {:.3g} on training rows and {:.3g} on {} rows (gap {:.2g} ± "
                          "{:.1g}): {:.0f} % of what was gained over the {} is lost{}",
                          evidence.loss_name(), train.mean, held_out.mean, evidence.part(), gap,
                          error, 100.0 * lost, evidence.constant().title(),
                          later ? " (or what holds has changed: these rows are later)" : ""),
      .numbers = {{"gap", gap}, {"standard_error", error}, {"lost_share", lost}},
      .command = evidence.command([&](Job& job) { hold_back(job, evidence.result.job.stated); })};
}

}  // namespace ganglion::train
