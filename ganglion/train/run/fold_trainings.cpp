#include "ganglion/train/run/fold_trainings.h"

#include <fmt/format.h>

#include <cstdlib>
#include <sstream>
#include <vector>

#include "ganglion/train/run/learning_curve_maker.h"
#include "ganglion/train/run/run_scores.h"
#include "ganglion/train/run/train_rows.h"
#include "ganglion/train/run/training_estimate.h"

namespace ganglion::train {
namespace {

/// What the summary needs of an evaluation, as lines; numbers to their last bit.
std::string to_lines(const Evaluation& evaluation) {
  std::string text = evaluation.positive + "\n";
  for (const auto& [name, value] : evaluation.metrics)
    text += fmt::format("{}\t{:a}\n", name, value);
  return text;
}

Evaluation from_lines(const std::string& text) {
  Evaluation evaluation;
  std::istringstream lines(text);
  std::getline(lines, evaluation.positive);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t tab = line.rfind('\t');
    evaluation.metrics.emplace_back(line.substr(0, tab),
                                    std::strtod(line.c_str() + tab + 1, nullptr));
  }
  return evaluation;
}

bool stopped(const RunOptions& options) {
  return options.stop != nullptr && options.stop->load();
}

Evaluation train_fold(const ResolvedJob& resolved, const Folds& folds, std::int64_t fold,
                      const TimeBudget& time, const RunOptions& options) {
  const JobData rows = folds.at(fold);
  Job job = resolved.stated;
  job.time =
      time.share(static_cast<double>(job.cross_validate - fold + 1) + learning_curve_work(job));
  TrainedJob trained = train_rows(job, rows, {.progress = false, .stop = options.stop});
  Evaluation evaluation =
      run_scores(trained.model, trained.job, trained.preprocessing, *rows.test).evaluation;
  if (options.progress) {
    const auto& [metric, value] = evaluation.metrics.front();
    const std::string rest = rest_of_folds(trained.seconds, job.cross_validate - fold);
    options.listener.tell_note(fmt::format("fold {} of {}: {} {}{}", fold + 1, job.cross_validate,
                                           metric, shown_number(value), fold == 0 ? rest : ""));
  }
  return evaluation;
}

}  // namespace

CrossValidation train_folds(const ResolvedJob& job, const Folds& folds, const TimeBudget& time,
                            const RunOptions& options) {
  const int size = options.ranks == nullptr ? 1 : options.ranks->size();
  const int rank = options.ranks == nullptr ? 0 : options.ranks->rank();
  const auto count = static_cast<std::size_t>(job.stated.cross_validate);
  std::vector<std::string> own(count);
  std::vector<Evaluation> evaluations;
  for (std::size_t fold = 0; fold < count && !stopped(options); ++fold) {
    if (static_cast<int>(fold) % size != rank) continue;
    evaluations.push_back(train_fold(job, folds, static_cast<std::int64_t>(fold), time, options));
    own[fold] = to_lines(evaluations.back());
  }
  if (size == 1) return summary_of(evaluations);
  evaluations.clear();
  for (std::size_t fold = 0; fold < count; ++fold) {
    const std::string lines = options.ranks->broadcast(own[fold], static_cast<int>(fold) % size);
    if (!lines.empty()) evaluations.push_back(from_lines(lines));
  }
  return summary_of(evaluations);
}

}  // namespace ganglion::train
