#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "ganglion/core/setting.h"
#include "ganglion/nn/metrics/calibration.h"
#include "ganglion/nn/metrics/ranking.h"
#include "ganglion/train/report/confusion_chart.h"
#include "ganglion/train/report/histogram_chart.h"
#include "ganglion/train/report/html.h"
#include "ganglion/train/report/line_chart.h"
#include "ganglion/train/report/roc.h"
#include "ganglion/train/report/scatter_chart.h"
#include "ganglion/train/report/sections.h"

namespace ganglion::train::report {
namespace {

constexpr std::int64_t kMaxCurves = 8;
constexpr std::size_t kMaxRanked = 200;

/// The classes or labels that have a probability of their own, with their names.
struct Asked {
  std::string name;
  std::int64_t column;
};

std::vector<Asked> asked(const ReportInput& input, const ScoredRows& scored) {
  const auto& state = input.data.preprocessing.state();
  std::vector<Asked> result;
  if (scored.task == data::Task::binary) return {{state.positive_name(), 0}};
  for (std::int64_t c = 0; c < scored.columns; ++c) {
    const auto i = static_cast<std::size_t>(c);
    result.push_back(
        {scored.task == data::Task::multilabel ? state.targets[i].name : state.class_names[i], c});
  }
  return result;
}

bool came_true(const ScoredRows& scored, std::int64_t row, std::int64_t column) {
  if (scored.task == data::Task::multilabel) return scored.target(row, column) > 0.5;
  return scored.actual_class(row) == (scored.columns == 1 ? scored.positive : column);
}

/// The higher, the more likely came_true is.
std::vector<double> scores_of(const ScoredRows& scored, std::int64_t column) {
  std::vector<double> scores = scored.predictions_of(column);
  if (scored.task != data::Task::binary || scored.positive == 1) return scores;
  for (double& score : scores) score = 1.0 - score;
  return scores;
}

Roc roc_of(const ScoredRows& scored, std::int64_t column) {
  std::vector<bool> positive;
  for (std::int64_t row = 0; row < scored.rows; ++row) {
    positive.push_back(came_true(scored, row, column));
  }
  return roc(scores_of(scored, column), positive);
}

std::string confusion_card(const ReportInput& input) {
  const Evaluation& evaluation = assessed(input.result);
  if (!evaluation.confusion || evaluation.confusion->classes() > kMaxConfusionClasses) return "";
  return card("Confusion matrix",
              confusion_chart(*evaluation.confusion, evaluation.class_names) +
                  "<p class=\"soft-text\">Rows are actual classes, columns predicted ones; the "
                  "darker a cell, the larger its share of the row. Errors are red.</p>");
}

/// Of a binary task: the probability of the positive class against how often it came.
std::vector<nn::CalibrationBin> calibration_of(const ScoredRows& scored) {
  if (scored.task != data::Task::binary) {
    return nn::calibration_bins(scored.predictions, scored.targets,
                                {.bins = 10, .multilabel = scored.task == data::Task::multilabel});
  }
  std::vector<double> came;
  for (std::int64_t row = 0; row < scored.rows; ++row) came.push_back(came_true(scored, row, 0));
  const Shape shape{scored.rows};
  return nn::calibration_bins(Tensor::of(shape, scores_of(scored, 0)), Tensor::of(shape, came),
                              {.bins = 10});
}

std::string calibration_card(const ReportInput& input, const ScoredRows& scored) {
  const auto bins = calibration_of(scored);
  double most = 1.0;
  for (const nn::CalibrationBin& bin : bins) most = std::max(most, bin.weight);
  Series series{.name = "observed"};
  for (const nn::CalibrationBin& bin : bins) {
    if (bin.weight == 0.0) continue;
    series.points.emplace_back(bin.probability, bin.observed);
    series.radii.push_back(2.0 + 6.0 * std::sqrt(bin.weight / most));
  }
  const bool yes_no = scored.task == data::Task::multilabel || scored.columns == 1;
  const std::string positive = input.data.preprocessing.state().positive_name();
  const std::string text =
      drawn({.label = "calibration: observed frequency by predicted probability",
             .x_title = !yes_no            ? "probability of the predicted class"
                        : positive.empty() ? "predicted probability"
                                           : "predicted probability of " + shortened(positive, 24),
             .y_title = yes_no ? "observed frequency" : "accuracy",
             .series = {series},
             .x = Range{0.0, 1.0},
             .y = Range{0.0, 1.0},
             .diagonal = true});
  return card("Calibration", text +
                                 "<p class=\"soft-text\">On the dashed line, predicted "
                                 "probabilities match observed frequencies; below it, predictions "
                                 "are overconfident. Larger dots stand for more rows.</p>");
}

/// Of thousands of classes not each is ranked.
void keep_most_frequent(std::vector<Asked>& classes, const ScoredRows& scored) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(scored.columns));
  for (std::int64_t row = 0; row < scored.rows; ++row) {
    for (const Asked& one : classes) {
      counts[static_cast<std::size_t>(one.column)] += came_true(scored, row, one.column) ? 1 : 0;
    }
  }
  std::ranges::stable_sort(classes, std::greater(), [&](const Asked& one) {
    return counts[static_cast<std::size_t>(one.column)];
  });
  classes.resize(kMaxRanked);
}

std::string roc_card(const ReportInput& input, const ScoredRows& scored) {
  std::vector<Asked> classes = asked(input, scored);
  const bool many = classes.size() > kMaxRanked;
  if (many) keep_most_frequent(classes, scored);
  LineChart chart{.label = "ROC curve",
                  .x_title = "false positive rate",
                  .y_title = "true positive rate",
                  .x = Range{0.0, 1.0},
                  .y = Range{0.0, 1.0},
                  .diagonal = true};
  std::vector<std::pair<double, Series>> curves;
  for (const Asked& one : classes) {
    Roc curve = roc_of(scored, one.column);
    if (curve.points.empty()) continue;
    curves.emplace_back(curve.area, Series{.name = fmt::format("{} ({:.3f})", one.name, curve.area),
                                           .points = std::move(curve.points)});
  }
  if (curves.empty()) return "";
  // With many classes, the ones that are hardest to tell.
  std::ranges::stable_sort(curves, {}, [](const auto& curve) { return curve.first; });
  const bool cut = static_cast<std::int64_t>(curves.size()) > kMaxCurves;
  if (cut) curves.resize(static_cast<std::size_t>(kMaxCurves));
  for (auto& [area, series] : curves) chart.series.push_back(std::move(series));
  std::string text = drawn(chart);
  if (chart.series.size() == 1) text += legend({chart.series[0].name});
  text += fmt::format(
      "<p class=\"soft-text\">True against false positive rate, for all thresholds. {}In brackets "
      "the area under the curve (AUC): 1 is perfect, 0.5 is guessing.{}</p>",
      classes.size() > 1 ? "Each class against the rest. " : "",
      cut ? fmt::format(" The {} classes with the lowest AUC{}.", kMaxCurves,
                        many ? fmt::format(" among the {} most frequent ones", kMaxRanked) : "")
          : "");
  return card("ROC curve", text);
}

/// Precision by recall for all thresholds, and a table of some.
std::string thresholds_card(const ReportInput& input) {
  const Evaluation& evaluation = assessed(input.result);
  Series curve{.name = "all thresholds"};
  for (const nn::ThresholdPoint& point : evaluation.curve) {
    if (point.true_positives > 0) curve.points.emplace_back(point.recall(), point.precision());
  }
  if (curve.points.empty()) return "";
  Series used{.name = fmt::format("threshold {:.3g}", evaluation.threshold)};
  std::vector<std::string> headings = {"#threshold", "#precision", "#recall", "#F1"};
  if (evaluation.costs) headings.emplace_back("#cost");
  std::vector<std::vector<std::string>> rows;
  for (const nn::ThresholdPoint& point : evaluation.thresholds) {
    const bool chosen = point.threshold == evaluation.threshold;
    if (chosen && std::isfinite(point.precision())) {
      used.points.emplace_back(point.recall(), point.precision());
      used.radii.push_back(5.0);
    }
    rows.push_back({fmt::format("{:.3g}{}", point.threshold, chosen ? " *" : ""),
                    percent(point.precision()), percent(point.recall()), percent(point.f1())});
    if (evaluation.costs) {
      rows.back().push_back(fmt::format("{:.6g}", point.cost(*evaluation.costs)));
    }
  }
  std::string text = drawn({.label = "precision by recall",
                            .x_title = "recall",
                            .y_title = "precision",
                            .series = {curve, used},
                            .x = Range{0.0, 1.0},
                            .y = Range{0.0, 1.0}});
  text += table(headings, rows);
  text += fmt::format(
      "<p class=\"soft-text\">{} is predicted where its probability is above the threshold (* the "
      "one used). "
      "Precision: of the rows predicted so, the share that is. Recall: of the rows that are, the "
      "share that is predicted. To choose another threshold on validation rows: {} f1, or {} 1:10 "
      "(costs of a false positive and a false negative).</p>",
      escape(evaluation.positive), flag_of("threshold"), flag_of("cost"));
  return card("Precision and recall", text);
}

std::string labels_card(const ReportInput& input, const ScoredRows& scored) {
  std::vector<std::vector<std::string>> rows;
  for (const Asked& label : asked(input, scored)) {
    std::int64_t yes = 0;
    std::int64_t right = 0;
    for (std::int64_t row = 0; row < scored.rows; ++row) {
      const bool is = came_true(scored, row, label.column);
      yes += is ? 1 : 0;
      right += is == (scored.prediction(row, label.column) > 0.5) ? 1 : 0;
    }
    const auto count = static_cast<double>(std::max<std::int64_t>(scored.rows, 1));
    rows.push_back({escape(label.name), percent(static_cast<double>(yes) / count),
                    percent(static_cast<double>(right) / count),
                    shown_number(roc_of(scored, label.column).area)});
  }
  return card("Metrics by label", table({"label", "#positive", "#accuracy", "#ROC AUC"}, rows));
}

std::string regression_cards(const ReportInput& input, const ScoredRows& scored) {
  const auto& targets = input.data.preprocessing.state().targets;
  std::string text;
  constexpr std::int64_t kMaxTargets = 4;
  for (std::int64_t c = 0; c < std::min(scored.columns, kMaxTargets); ++c) {
    const std::string& name = targets[static_cast<std::size_t>(c)].name;
    const auto actual = scored.targets_of(c);
    const auto predicted = scored.predictions_of(c);
    std::vector<double> errors;
    for (std::size_t i = 0; i < actual.size(); ++i) errors.push_back(predicted[i] - actual[i]);
    const std::string shown = shortened(name, 24);
    text +=
        card("Predicted and actual " + shown, scatter_chart(actual, predicted, shown) +
                                                  "<p class=\"soft-text\">One dot per row; on the "
                                                  "dashed line, the prediction is exact.</p>");
    text += card("Residuals: " + shown, histogram_chart(errors, "predicted − actual") +
                                            "<p class=\"soft-text\">Good residuals are narrow and "
                                            "centred on the dashed line at 0.</p>");
  }
  return text;
}

}  // namespace

std::string prediction_sections(const ReportInput& input, const ScoredRows& scored) {
  if (scored.rows == 0) return "";
  if (scored.task == data::Task::regression) return regression_cards(input, scored);
  std::string text =
      scored.task == data::Task::multilabel ? labels_card(input, scored) : confusion_card(input);
  return text + calibration_card(input, scored) + roc_card(input, scored) + thresholds_card(input);
}

}  // namespace ganglion::train::report
