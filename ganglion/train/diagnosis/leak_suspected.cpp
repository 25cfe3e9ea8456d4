#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "ganglion/core/suggestion.h"
#include "ganglion/data/features/identifiers.h"
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

/// The columns that tell the target by themselves, however many share the importance.
std::vector<std::string> telling_columns(const Evidence& evidence) {
  std::vector<std::string> columns;
  for (const data::Note& note : evidence.data.preprocessing.notes()) {
    if (note.kind == data::NoteKind::tells_target) columns.push_back(note.column);
  }
  return columns;
}

/// Who has several rows is told apart by groups; any other such column is left out.
void keep_apart(Job& job, const std::vector<std::string>& columns) {
  if (columns.size() == 1 && data::names_groups(columns[0])) {
    job.group = columns[0];
    return;
  }
  job.ignore.insert(job.ignore.end(), columns.begin(), columns.end());
}

}  // namespace

std::optional<Finding> leak_suspected(const Evidence& evidence) {
  const std::vector<Importance>& importance = evidence.assessment().importance;
  const Evaluation& scores = evidence.scores();
  if (!evidence.has_held_out() || importance.size() < 2 || scores.rows < kTellingRows) return {};
  const data::Task task = evidence.result.job.task;
  const double score = score_of(scores, task);
  double rise = 0.0;
  for (const Importance& column : importance) rise += std::max(column.rise, 0.0);
  if (!(score >= kPerfect) || rise <= 0.0) return {};
  const double share = importance[0].rise / rise;
  std::vector<std::string> columns = telling_columns(evidence);
  const bool alone = share >= kOneColumn;
  if (!alone && columns.empty()) return {};
  if (alone) columns = {importance[0].column};
  std::string names;
  for (const std::string& column : columns) names += (names.empty() ? "" : ", ") + shown(column);
  const std::string why =
      alone
          ? fmt::format("{} alone has {:.3g} % of the importance", names, 100.0 * share)
          : fmt::format("{} {} the target exactly", names, columns.size() == 1 ? "tells" : "tell");
  return Finding{
      .kind = "leak_suspected",
      .text = fmt::format("{} is {:.4g} on {} {} rows, and {}; is that known before the target is?",
                          task == data::Task::regression ? "R²" : "accuracy", score, scores.rows,
                          evidence.part(), why),
      .numbers = {{"score", score}, {"importance_share", share}},
      .command = evidence.command([&](Job& job) { keep_apart(job, columns); })};
}

}  // namespace ganglion::train
