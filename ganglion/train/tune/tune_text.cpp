#include "ganglion/train/tune/tune_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "ganglion/core/text_table.h"
#include "ganglion/core/utf8.h"
#include "ganglion/train/job/job_flags.h"

namespace ganglion::train {
namespace {

constexpr std::size_t kListed = 10;
constexpr std::size_t kWidestSettings = 140;  // characters

std::vector<std::string> row_of_trial(const RankedTrial& trial, std::size_t rank,
                                      std::int64_t folds) {
  const bool chosen = trial.number == 1;
  return {std::to_string(rank),
          chosen ? "default" : std::to_string(trial.number),
          shown_number(trial.value),
          chosen                   ? ""
          : !trial.failure.empty() ? "failed"
                                   : trial_difference(trial, folds),
          std::to_string(trial.folds),
          fmt::format("{:.1f}", trial.seconds),
          shortened(trial.settings, kWidestSettings)};
}

std::string ranking_table(const TuneResult& result) {
  std::vector<std::vector<std::string>> rows = {{"rank", "trial", result.metric.name,
                                                 "difference to default", "folds", "seconds",
                                                 "settings"}};
  std::size_t rank = 0;
  for (const RankedTrial& trial : result.ranking) {
    if (++rank > kListed && trial.number != 1) continue;
    rows.push_back(row_of_trial(trial, rank, result.folds));
  }
  std::string text = text_table(rows);
  if (result.ranking.size() > kListed) {
    text += fmt::format("({} settings in all, in tune.json)\n", result.ranking.size());
  }
  return text;
}

}  // namespace

std::string tune_text(const TuneResult& result) {
  const auto known = std::ranges::count_if(
      result.ranking, [&](const RankedTrial& trial) { return trial.folds == result.folds; });
  std::string text = fmt::format(
      "tuned:      {} settings in {:.0f} s ({} of them on all {} folds), by {} ({} is better)\n"
      "searched:   {}\n\n{}\n",
      result.ranking.size(), result.seconds, known, result.folds, result.metric.name,
      result.metric.smaller_is_better ? "lower" : "higher", fmt::join(result.searched, ", "),
      ranking_table(result));
  if (result.fresh) {
    text += fmt::format(
        "fresh folds: {} {} with the best settings, {} with the default; difference {}\n",
        result.metric.name, shown_number(result.fresh->best), shown_number(result.fresh->chosen),
        difference_text(result.fresh->difference));
  }
  text += fmt::format("verdict:    {}\n", with_flags(result.verdict_text()));
  if (result.run && result.run->assessment && result.run->test) {
    const auto& [metric, value] = result.run->test->metrics.front();
    text += fmt::format("test:       {}\n", headline(*result.run->assessment, metric, value));
  }
  return text;
}

}  // namespace ganglion::train
