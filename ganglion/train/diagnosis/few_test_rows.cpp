#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/nn/metrics/metric_table.h"
#include "ganglion/train/diagnosis/verdicts.h"

namespace ganglion::train {
namespace {

constexpr double kWideShare = 0.1;     // from end to end, of an accuracy
constexpr double kWideRelative = 0.2;  // of the value, of any other metric
constexpr double kTestShare = 0.4;
constexpr double kLearned = 0.9;  // of the constant baseline's loss, on training rows: below it

double baseline_metric(const Baseline& baseline, const std::string& metric) {
  for (const auto& [name, value] : baseline.metrics) {
    if (name == metric) return value;
  }
  return std::nan("");
}

}  // namespace

std::optional<Finding> few_test_rows(const Evidence& evidence) {
  if (!evidence.has_held_out() || evidence.result.cross_validation) return {};
  // Where nothing was learned of the training rows either, more test rows would tell nothing new.
  if (evidence.result.train_loss.mean > kLearned * evidence.constant_loss()) return {};
  const auto& [metric, value] = evidence.scores().metrics.front();
  const Interval* interval = evidence.assessment().bootstrap.find(metric);
  const double constant = baseline_metric(evidence.constant(), metric);
  if (interval == nullptr || !(interval->low <= constant && constant <= interval->high)) return {};
  const bool share = nn::make_metric(metric).share() != nn::Share::none;
  const double width = interval->high - interval->low;
  if (width < (share ? kWideShare : kWideRelative * std::abs(value))) return {};
  const bool again = evidence.asked.data != "-";  // a pipe can be read only once
  return Finding{
      .kind = "few_test_rows",
      .text = fmt::format("the 95 % interval of {} on {} {} rows, {:.3g} to {:.3g}, holds the {} "
                          "({:.3g})",
                          metric, evidence.scores().rows, evidence.part(), interval->low,
                          interval->high, evidence.constant().title(), constant),
      .numbers = {{"low", interval->low}, {"high", interval->high}, {"baseline", constant}},
      .command = evidence.command([&](Job& job) {
        if (again) {
          job.cross_validate = 10;
        } else {
          job.test = {.fraction = kTestShare};
        }
      })};
}

}  // namespace ganglion::train
