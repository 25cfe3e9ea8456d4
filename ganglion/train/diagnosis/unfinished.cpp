#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/train/diagnosis/verdicts.h"

namespace ganglion::train {
namespace {

constexpr std::int64_t kShortestWindow = 5;  // that a slope is measured over
constexpr double kStandardErrors = 3.0;
constexpr double kStillFalling = 0.02;  // of all that the loss fell

struct Slope {
  double fall = 0.0;            // from the first to the last of the values
  double standard_error = 0.0;  // of that
};

/// Of a straight line through values that come one after the other.
Slope fall_of(const std::vector<double>& values) {
  const auto count = static_cast<double>(values.size());
  double mean = 0.0;
  double products = 0.0;
  double squares = 0.0;
  for (const double value : values) mean += value / count;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double x = static_cast<double>(i) - 0.5 * (count - 1.0);
    products += x * (values[i] - mean);
    squares += x * x;
  }
  const double slope = products / squares;
  double residuals = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double x = static_cast<double>(i) - 0.5 * (count - 1.0);
    residuals += std::pow(values[i] - mean - slope * x, 2);
  }
  const double error = std::sqrt(residuals / std::max(count - 2.0, 1.0) / squares);
  return {-slope * (count - 1.0), error * (count - 1.0)};
}

/// Whether training ended because its epochs were over, at a rate that was still there.
bool was_cut_short(const Evidence& evidence) {
  const ResolvedJob& job = evidence.result.job;
  return evidence.result.stopped.empty() && evidence.result.epochs_run >= job.epochs &&
         !job.stated.schedule->ends_at_zero();
}

Finding cut_short(const Evidence& evidence, std::string text,
                  std::vector<std::pair<std::string, double>> numbers) {
  const std::int64_t epochs = std::max<std::int64_t>(3 * evidence.result.epochs_run, 20);
  return {.kind = "unfinished",
          .text = std::move(text),
          .numbers = std::move(numbers),
          .command = evidence.command([&](Job& job) { job.epochs = epochs; })};
}

}  // namespace

std::optional<Finding> unfinished(const Evidence& evidence) {
  if (!was_cut_short(evidence)) return {};
  const std::vector<double> losses = evidence.history["loss"];
  const auto epochs = static_cast<std::int64_t>(losses.size());
  if (epochs < 3) {
    return cut_short(evidence,
                     fmt::format("{} epoch{} can't show whether the training loss still falls",
                                 epochs, epochs == 1 ? " alone" : "s"),
                     {{"epochs", static_cast<double>(epochs)}});
  }
  const std::int64_t window = std::min(epochs, std::max(kShortestWindow, (epochs + 9) / 10));
  // Where validation no longer falls, more epochs would only overfit.
  if (evidence.data.validation && evidence.history.argmin_epoch("val_loss") <= epochs - window) {
    return {};
  }
  const Slope slope = fall_of({losses.end() - window, losses.end()});
  const double whole = losses.front() - losses.back();
  if (slope.fall < kStandardErrors * slope.standard_error || slope.fall < kStillFalling * whole) {
    return {};
  }
  return cut_short(evidence,
                   fmt::format("the training loss still fell by {:.2g} ± {:.1g} in the last {} of "
                               "{} epochs, to {:.3g}",
                               slope.fall, slope.standard_error, window, epochs, losses.back()),
                   {{"fall", slope.fall}, {"standard_error", slope.standard_error}});
}

}  // namespace ganglion::train
