#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/suggestion.h"
#include "ganglion/train/diagnosis/verdicts.h"

namespace ganglion::train {
namespace {

constexpr double kPerfect = 0.999;  // of the accuracy, or R²
constexpr double kOneColumn = 0.9;  // of the importance of all columns
constexpr std::int64_t kTellingRows = 20;

double score_of(const Evaluation& scores, data::Task task) {
  const std::string name = task == data::Task::regression ? "r2" : scores.metrics.front().first;
  return std::ranges::find(scores.metrics, name, &std::pair<std::string, double>::first)->second;
}

}  // namespace

std::optional<Finding> leak_suspected(const Evidence& evidence) {
  const std::vector<Importance>& columns = evidence.assessment().importance;
  const Evaluation& scores = evidence.scores();
  if (!evidence.has_held_out() || columns.size() < 2 || scores.rows < kTellingRows) return {};
  const double score = score_of(scores, evidence.result.job.task);
  double rise = 0.0;
  for (const Importance& column : columns) rise += std::max(column.rise, 0.0);
  if (!(score >= kPerfect) || rise <= 0.0) return {};
  const double share = columns[0].rise / rise;
  if (share < kOneColumn) return {};
  const std::string& column = columns[0].column;
  return Finding{.kind = "leak_suspected",
                 .text = fmt::format(
                     "{} is {:.4g} on {} {} rows, and {} alone has {:.3g} % of the importance; "
                     "is it known before the target is?",
                     evidence.result.job.task == data::Task::regression ? "R²" : "accuracy", score,
                     scores.rows, evidence.part(), shown(column), 100.0 * share),
                 .numbers = {{"score", score}, {"importance_share", share}},
                 .command = evidence.command([&](Job& job) { job.ignore.push_back(column); })};
}

}  // namespace ganglion::train
