#include <fmt/format.h>

#include <algorithm>

#include "ganglion/train/diagnosis/verdicts.h"

namespace ganglion::train {
namespace {

constexpr double kClearly = 2.0;   // standard errors
constexpr double kAsWell = 0.1;    // of the network's loss, or
constexpr double kNothing = 0.02;  // of the constant's

}  // namespace

std::optional<Finding> linear_is_enough(const Evidence& evidence) {
  const Baseline* linear = evidence.linear();
  if (linear == nullptr || !evidence.has_held_out()) return {};
  const RowMean worse = evidence.difference(linear->losses, evidence.assessment().losses);
  const RowMean gain = evidence.difference(evidence.constant().losses, linear->losses);
  const bool network_better = worse.mean > kClearly * worse.standard_error;
  if (network_better || gain.mean < kClearly * gain.standard_error) return {};
  // Few rows, or some with large errors, may tell nothing: that isn't the same as none better.
  const double least =
      std::max(kAsWell * evidence.loss().mean, kNothing * evidence.constant_loss());
  if (worse.mean > least) return {};
  const double other = mean_of_rows(linear->losses).mean;
  return Finding{
      .kind = "linear_is_enough",
      .text = fmt::format("on {} rows {} regression has a {} of {:.3g}, the network {:.3g}: "
                          "the simpler model does as well",
                          evidence.part(), linear->title(), evidence.loss_name(), other,
                          evidence.loss().mean),
      .numbers = {{"loss", evidence.loss().mean}, {"baseline_loss", other}},
      .command = evidence.command([](Job& job) {
        job.network = "";
        job.ensemble.reset();
        job.ensemble_validation.reset();
      })};
}

}  // namespace ganglion::train
