#include "cli/train_result.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "cli/output.h"
#include "cli/tables.h"
#include "ganglion/core/quotes.h"
#include "ganglion/train/evaluate/layer_health.h"
#include "ganglion/train/job/job_flags.h"

namespace ganglion::cli {
namespace {

std::string plural(std::int64_t count, const std::string& what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

/// The table of layers, without the middle one of a network of many.
std::string brief_summary(const train::RunResult& result) {
  constexpr std::size_t kMost = 60;
  constexpr std::size_t kFirst = 22;
  constexpr std::size_t kLast = 15;
  std::vector<std::string> lines = {""};
  for (const char c : result.summary) {
    lines.back() += c;
    if (c == '\n') lines.emplace_back();
  }
  if (lines.size() <= kMost) return result.summary;
  return fmt::format("{}… {} more layers: ganglion inspect {}\n{}",
                     fmt::join(lines.begin(), lines.begin() + kFirst, ""),
                     lines.size() - kFirst - kLast, shell_word(result.model),
                     fmt::join(lines.end() - kLast, lines.end(), ""));
}

/// How good the model is: the parts beside each other, folds, and what the test says.
void print_scores(const train::RunResult& result) {
  const train::ResolvedJob& job = result.job;
  std::vector<ScoreColumn> columns = {{"train", &result.train}};
  if (result.validation) columns.push_back({"validation", &*result.validation});
  if (result.test) columns.push_back({"test", &*result.test});
  print_out("{}", score_table(columns));
  for (const ScoreColumn& column : columns) {
    for (const std::string& note : column.scores->notes) {
      print_out("({}: {})\n", column.name, note);
    }
  }
  print_out("\n");
  const auto differencing = job.stated.differencing.value_or(data::Differencing::none);
  if (differencing != data::Differencing::none) {
    print_out(
        "(loss is computed on the {} to the last value, scaled; the other metrics are in the "
        "target's unit)\n\n",
        differencing == data::Differencing::difference ? "difference" : "log ratio");
  } else if (job.task == data::Task::regression) {
    const auto output = job.network.output_activation();
    print_out("(loss is computed on the target {}; the other metrics are in the target's unit)\n\n",
              output == nn::Activation::linear    ? "scaled to mean 0 and standard deviation 1"
              : output == nn::Activation::sigmoid ? "as given"
                                                  : "divided by its standard deviation");
  }
  if (result.cross_validation) {
    print_out("{:<11} {}  (mean ± standard error)\n",
              fmt::format("{} folds:", result.cross_validation->folds),
              result.cross_validation->to_string());
  }
  if (result.assessment && result.test) {
    const auto& [metric, value] = result.test->metrics.front();
    print_out("test:       {}\n", train::headline(*result.assessment, metric, value));
  }
}

/// Faults of layers, or that there are none.
void print_health(const train::RunResult& result) {
  if (!result.assessment) return;
  constexpr std::size_t kMost = 8;
  const char* label = "layers:";
  std::vector<std::string> lines =
      train::health_lines(result.assessment->layers, static_cast<int>(result.job.ensemble));
  if (lines.size() > kMost) {
    const std::string rest = fmt::format("{} more are in the report", lines.size() - kMost + 1);
    lines.resize(kMost - 1);
    lines.push_back(rest);
  }
  for (const std::string& line : lines) {
    print_out("{:<11} {}\n", std::exchange(label, ""), line);
  }
}

/// What is wrong, a line each.
void print_diagnosis(const train::RunResult& result) {
  const char* heading = "diagnosis:";
  for (const train::Finding& finding : result.diagnosis) {
    print_out("{:<11} {}\n", std::exchange(heading, ""), finding.to_string());
  }
  if (result.diagnosis.empty()) print_out("diagnosis:  nothing stands out\n");
}

void print_learning_curve(const train::RunResult& result) {
  if (!result.learning_curve) return;
  print_out("\nlearning curve:\n{}{}\n\n", result.learning_curve->to_string(),
            result.learning_curve->sentence());
}

/// What to do with the model.
void print_next_steps(const train::RunResult& result) {
  const train::Job& job = result.job.stated;
  std::error_code code;
  const std::string data = job.horizon > 0                                 ? "SERIES.csv"
                           : std::filesystem::is_directory(job.data, code) ? "FOLDER"
                                                                           : "NEW.csv";
  print_out("Next steps:\n  ganglion evaluate {0} {1}\n  ganglion predict {0} {1}\n",
            shell_word(result.model), data);
}

}  // namespace

void print_train_result(const train::RunResult& result) {
  const train::ResolvedJob& job = result.job;
  std::string task(name_of(job.task));
  if (!result.train.class_names.empty()) {
    task += fmt::format(", {} classes", result.train.class_names.size());
  }
  if (!result.train.positive.empty()) task += ", positive class " + result.train.positive;
  print_out("task:       {}; target {}\n", task, fmt::join(job.stated.targets, ", "));
  print_out("rows:       {} training, {} validation, {} test\n", result.train.rows,
            result.validation_rows, result.test ? result.test->rows : 0);
  const std::int64_t networks = job.ensemble;
  print_out("network:    {}{} parameters{}\n\n{}\n",
            networks == 1
                ? ""
                : fmt::format("ensemble of {} networks like this one, in total ", networks),
            result.parameters,
            result.kept == 0 ? "" : fmt::format(" (and {} non-trainable)", result.kept),
            brief_summary(result));
  print_out("trained:    {}{} in {:.2f} s{}\n\n", plural(result.epochs_run, "epoch"),
            networks == 1 ? "" : " (the first network)", result.seconds,
            result.ended.empty() ? "" : "; " + train::with_flags(result.ended));
  print_scores(result);
  print_learning_curve(result);
  print_health(result);
  print_diagnosis(result);
  print_out("model:      {}  (hash {})\n", result.model, result.model_hash);
  print_out("report:     {}\n\n", result.report);
  print_next_steps(result);
}

}  // namespace ganglion::cli
