#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/tables.h"
#include "ganglion/core/error.h"
#include "ganglion/nn/metrics/metric_table.h"
#include "ganglion/nn/metrics/threshold_curve.h"
#include "ganglion/train/evaluate/predictions.h"
#include "ganglion/train/evaluate/threshold_table.h"
#include "ganglion/train/job/job_values.h"

namespace ganglion::cli {
namespace {

struct EvaluateOptions {
  std::string model;
  std::string data;
  std::string metrics;
  std::string threshold;
  std::string cost;
  TableOptions table;
  bool json = false;
};

/// A multilabel task, question by question.
std::string label_table(const std::vector<train::LabelScores>& labels) {
  std::vector<std::vector<std::string>> rows = {{"label", "positive rows"}};
  for (const auto& [name, value] : labels[0].metrics) rows[0].push_back(name);
  for (const train::LabelScores& label : labels) {
    rows.push_back({label.label, std::to_string(label.positives)});
    for (const auto& [name, value] : label.metrics) {
      rows.back().push_back(train::shown_number(value));
    }
  }
  return text_table(rows);
}

std::vector<std::string> metrics_of(const EvaluateOptions& typed) {
  if (typed.metrics.empty()) return {};
  return train::names_in({typed.metrics});
}

/// Another threshold than the model's.
void apply_threshold(const EvaluateOptions& typed, train::TablePredictor& predictor) {
  if (!typed.threshold.empty() && !typed.cost.empty()) {
    throw UsageError("--threshold and --cost both choose the threshold; give one of them");
  }
  if (typed.threshold.empty() && typed.cost.empty()) return;
  nn::ThresholdRule rule;
  try {
    rule = typed.cost.empty() ? train::to_threshold(typed.threshold)
                              : nn::ThresholdRule{.goal = nn::ThresholdRule::Goal::cost,
                                                  .costs = train::to_costs(typed.cost)};
  } catch (const Error& error) {
    throw UsageError((typed.cost.empty() ? "--threshold: " : "--cost: ") +
                     std::string(error.what()));
  }
  predictor.use_threshold(rule);
}

/// Precision, recall and F1 of the positive class by threshold.
void print_thresholds(const train::Evaluation& result) {
  if (result.thresholds.empty()) return;
  print_out("\nthresholds on the probability of {} (* the one used{})\n{}", result.positive,
            result.costs ? fmt::format("; cost: {:.6g} each false positive, {:.6g} each false "
                                       "negative",
                                       result.costs->false_positive, result.costs->false_negative)
                         : "",
            train::threshold_text(result.thresholds, result.threshold, result.costs));
}

int evaluate_command(const EvaluateOptions& typed) {
  train::TablePredictor predictor(model_path(typed.model));
  apply_threshold(typed, predictor);
  const data::PreprocessingState& state = predictor.preprocessing().state();
  const std::vector<std::string> metrics = metrics_of(typed);
  train::metrics_named(metrics, state);  // before the data are read, for long
  const data::Table table = read_rows(typed.data, typed.table, state, true);
  const io::Json unseen = tell_unseen(state, table, typed.table.strict);
  tell_unlabelled(state, table, typed.table.strict);
  for (const data::Note& note : data::notes_on_targets(state, table)) print_note(note.to_string());
  const io::Json beyond = tell_beyond_range(data::values_beyond_range(state, table));
  const train::Evaluation result = predictor.evaluate(table, metrics);
  if (typed.json) {
    io::Json::Object object = result.to_json().as_object();
    object.emplace_back("unseen", unseen);
    object.emplace_back("beyond_range", beyond);
    print_out("{}\n", io::Json(std::move(object)).dump());
    return 0;
  }
  print_out("{} row{} of {}{}\n\n{}", result.rows, result.rows == 1 ? "" : "s", typed.data,
            result.positive.empty() ? "" : "; positive class: " + result.positive,
            score_table({{"", &result}}));
  for (const std::string& note : result.notes) print_out("({})\n", note);
  if (!result.labels.empty()) print_out("\n{}", label_table(result.labels));
  constexpr std::int64_t kMaxClasses = 30;  // as many as a terminal has room for
  if (result.confusion && result.confusion->classes() <= kMaxClasses) {
    print_out("\nconfusion matrix (rows: actual class, columns: predicted class)\n{}",
              result.confusion->to_string(result.class_names));
  }
  print_thresholds(result);
  return 0;
}

}  // namespace

void add_evaluate(CLI::App& app, Action& action) {
  CLI::App* command =
      app.add_subcommand("evaluate", "computes loss and metrics of a model on labelled data");
  const auto typed = std::make_shared<EvaluateOptions>();
  command->add_option("MODEL", typed->model, "model file, or folder of a run")->required();
  command
      ->add_option("DATA", typed->data,
                   "table with the target column, or folder with a sub-folder per class")
      ->required();
  command
      ->add_option(
          "--metrics", typed->metrics,
          "metrics to compute instead of the default ones, such as f1_macro,top_5_accuracy")
      ->type_name("NAME[,NAME…]");
  command
      ->add_option("--threshold", typed->threshold,
                   "probability of the positive class above which it is predicted; f1: that of the "
                   "highest F1 on the validation rows of training [default: the model's]")
      ->type_name("X|f1");
  command
      ->add_option("--cost", typed->cost,
                   "costs of a false positive and a false negative: takes the threshold that costs "
                   "least on the validation rows of training")
      ->type_name("FP:FN");
  add_table_options(*command, typed->table);
  command->add_flag("--json", typed->json, "print one JSON object to stdout");
  command->footer(fmt::format(
      "Metrics of classes: {}\nMetrics of several labels: {}\nMetrics of numbers: {}\n"
      "Of two classes, precision, recall, f1 and pr_auc are those of the positive class.",
      fmt::join(nn::metric_names(nn::Task::multiclass), ", "),
      fmt::join(nn::metric_names(nn::Task::multilabel), ", "),
      fmt::join(nn::metric_names(nn::Task::regression), ", ")));
  command->callback([&action, typed] { action = [typed] { return evaluate_command(*typed); }; });
}

}  // namespace ganglion::cli
