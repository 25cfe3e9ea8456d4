#include <fmt/format.h>

#include <cmath>

#include "ganglion/core/quotes.h"
#include "ganglion/core/setting.h"
#include "ganglion/train/diagnosis/remedies.h"
#include "ganglion/train/diagnosis/verdicts.h"

namespace ganglion::train {
namespace {

constexpr double kClear = 3.0;       // standard errors
constexpr double kHardlyAny = 0.1;   // of the constant baseline's loss: gained on training rows
constexpr double kMuchBetter = 0.1;  // the same: by which a linear model is better

bool clearly_better(const RowMean& gain) {
  return gain.mean > kClear * gain.standard_error;
}

/// What there is to see in the data where not even a linear model finds anything.
std::string check_command(const Evidence& evidence) {
  std::string text = "ganglion check " + shell_word(evidence.asked.data);
  for (const std::string& target : evidence.asked.targets) {
    text += " " + flag_of("target") + " " + shell_word(target);
  }
  return text;
}

std::optional<Finding> beside_linear(const Evidence& evidence) {
  const Baseline* linear = evidence.linear();
  if (linear == nullptr) return {};
  const double other = mean_of_rows(linear->losses).mean;
  const RowMean better = evidence.difference(evidence.assessment().losses, linear->losses);
  const double train = evidence.result.train_loss.mean;
  if (!clearly_better(better) || better.mean < kMuchBetter * evidence.constant_loss() ||
      train < other) {
    return {};
  }
  return Finding{
      .kind = "underfitting",
      .text = fmt::format("the {} is {:.3g} on training rows and {:.3g} on {} rows, where {} "
                          "regression has {:.3g}",
                          evidence.loss_name(), train, evidence.loss().mean, evidence.part(),
                          linear->title(), other),
      .numbers = {{"train_loss", train}, {"loss", evidence.loss().mean}, {"baseline_loss", other}},
      .command = freer_command(evidence)};
}

std::optional<Finding> beside_constant(const Evidence& evidence) {
  const double base = evidence.constant_loss();
  const double train = evidence.result.train_loss.mean;
  const RowMean gain =
      evidence.difference(evidence.constant().losses, evidence.assessment().losses);
  if (base - train > kHardlyAny * base || gain.mean > kHardlyAny * base) return {};
  const Baseline* linear = evidence.linear();
  const auto little = [base](const RowMean& gained) {
    return gained.mean <= kHardlyAny * base || !clearly_better(gained);
  };
  const bool nothing_there =
      linear != nullptr && little(evidence.difference(evidence.constant().losses, linear->losses));
  const bool below = train < base && evidence.loss().mean < base;
  return Finding{
      .kind = "underfitting",
      .text = fmt::format("the {} is {:.3g} on training rows and {:.3g} on {} rows, {} the {} "
                          "({:.3g}){}",
                          evidence.loss_name(), train, evidence.loss().mean, evidence.part(),
                          below ? "hardly below" : "not below", evidence.constant().title(), base,
                          nothing_there ? "; a linear model finds as little" : ""),
      .numbers = {{"train_loss", train}, {"loss", evidence.loss().mean}, {"baseline_loss", base}},
      .command = nothing_there ? check_command(evidence) : freer_command(evidence)};
}

}  // namespace

std::optional<Finding> underfitting(const Evidence& evidence) {
  if (!evidence.has_held_out()) return {};
  auto finding = beside_constant(evidence);
  return finding ? finding : beside_linear(evidence);
}

}  // namespace ganglion::train
