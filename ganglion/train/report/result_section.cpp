#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/numbers.h"
#include "ganglion/nn/metrics/metric_table.h"
#include "ganglion/train/report/comparison_chart.h"
#include "ganglion/train/report/html.h"
#include "ganglion/train/report/sections.h"

namespace ganglion::train::report {
namespace {

bool is_share(const std::string& metric) {
  return nn::make_metric(metric).share() != nn::Share::none;
}

std::string shown(const std::string& metric, double value) {
  return is_share(metric) ? percent(value) : brief(value);
}

double value_of(const Baseline& baseline, const std::string& metric) {
  for (const auto& [name, value] : baseline.metrics) {
    if (name == metric) return value;
  }
  return std::nan("");
}

std::string sentence(const ReportInput& input, const std::string& metric, double value) {
  const RunResult& result = input.result;
  const std::string part = part_in_words(result);
  if (metric == "accuracy") {
    return fmt::format("{} of {} are classified correctly.", percent(value), part);
  }
  if (metric == "mae") {
    return fmt::format("On {}, the mean absolute error is {}, in the target's unit.", part,
                       brief(value));
  }
  return fmt::format("{} of the yes/no labels of {} are predicted correctly.", percent(value),
                     part);
}

/// How the model stands to the best of the baselines, said by the interval.
std::string comparison(const RunResult& result, const std::string& metric, double value) {
  const Assessment& assessment = *result.assessment;
  const Interval* interval = assessment.bootstrap.find(metric);
  if (assessment.baselines.empty() || interval == nullptr || std::isnan(interval->low)) return "";
  const double sign = nn::make_metric(metric).smaller_is_better() ? -1.0 : 1.0;
  const Baseline* best = &assessment.baselines[0];
  for (const Baseline& baseline : assessment.baselines) {
    if (sign * value_of(baseline, metric) > sign * value_of(*best, metric)) best = &baseline;
  }
  const double other = value_of(*best, metric);
  const bool inside = other >= interval->low && other <= interval->high;
  const bool better = sign * value > sign * other;
  return fmt::format(
      "<p class=\"verdict{}\">{} the best baseline, {} ({}), which lies {} the "
      "confidence interval{}.</p>",
      inside   ? " even"
      : better ? ""
               : " worse",
      inside   ? "Not clearly different from"
      : better ? "Clearly better than"
               : "Worse than",
      escape(best->title()), shown(metric, other), inside ? "within" : "outside",
      result.train.threshold == 0.5
          ? ""
          : fmt::format(" (here at a threshold of {:.3g}, the baseline at 0.5)",
                        result.train.threshold));
}

/// What the row of a metric says, under the headings of metrics_section().
std::vector<std::string> numbers_of_metric(const RunResult& result, std::size_t i) {
  const Assessment& assessment = *result.assessment;
  const auto& [name, value] = assessed(result).metrics[i];
  std::string title = metric_title(name);
  if (const std::string& positive = result.train.positive;
      !positive.empty() && nn::is_of_positive_class(name)) {
    title += " (" + escape(shortened(positive, 20)) + ")";
  }
  std::vector<std::string> row = {title, "<b>" + shown_number(value) + "</b>"};
  const Interval* interval = assessment.bootstrap.find(name);
  const bool known = interval != nullptr && !std::isnan(interval->low);
  row.push_back(
      interval == nullptr ? ""
      : known ? fmt::format("{} – {}", shown_number(interval->low), shown_number(interval->high))
              : "-");
  if (result.cross_validation) {
    const CrossValidation::Metric& folds = result.cross_validation->metrics.at(i);
    row.push_back(shown_number(folds.mean) + " ± " + shown_number(folds.standard_error));
  }
  for (const Baseline& baseline : assessment.baselines) {
    row.push_back(shown_number(value_of(baseline, name)));
  }
  if (result.test) {
    if (result.validation) row.push_back(shown_number(result.validation->metrics[i].second));
    row.push_back(shown_number(result.train.metrics[i].second));
  }
  return row;
}

}  // namespace

std::string part_in_words(const RunResult& result) {
  const std::string& part = result.assessment->part;
  const std::string rows = grouped(assessed(result).rows);
  if (part == "test") return rows + " test rows";
  if (part == "validation") return rows + " validation rows (there is no test set)";
  return rows + " training rows (there is no test set; scores on new data will be worse)";
}

std::string result_section(const ReportInput& input) {
  const RunResult& result = input.result;
  const Assessment& assessment = *result.assessment;
  const auto& [metric, value] = assessed(result).metrics.front();
  const Interval* interval = assessment.bootstrap.find(metric);
  std::string text = fmt::format("<p class=\"big\">{} <small>{}</small></p>", shown(metric, value),
                                 metric_title(metric));
  if (interval != nullptr) {
    text += fmt::format("<p class=\"soft-text\">95 % confidence interval: {} to {}</p>",
                        shown(metric, interval->low), shown(metric, interval->high));
  }
  text += "<p>" + sentence(input, metric, value) + "</p>";
  std::vector<Compared> models = {
      {"this network", value, interval == nullptr ? std::nullopt : std::optional(*interval)}};
  for (const Baseline& baseline : assessment.baselines) {
    models.push_back({baseline.title(), value_of(baseline, metric)});
  }
  text += comparison_chart(models, metric_title(metric), is_share(metric));
  text += comparison(result, metric, value);
  return card("Performance", text);
}

std::string diagnosis_section(const ReportInput& input) {
  std::string text;
  for (const Finding& finding : input.result.diagnosis) {
    std::string kind = finding.kind;
    std::ranges::replace(kind, '_', ' ');
    text += fmt::format("<p class=\"warn\"><b>{}</b>: {}. Try:</p><pre>{}</pre>", escape(kind),
                        escape(finding.text), escape(finding.command));
  }
  if (text.empty()) {
    text =
        "<p class=\"verdict\">Nothing stands out: no sign of overfitting or underfitting, of "
        "layers "
        "that don't learn, of an unfinished training, a leak, or a test set too small to tell.</p>";
  }
  return card("Diagnosis", text, "wide");
}

std::string metrics_section(const ReportInput& input) {
  const RunResult& result = input.result;
  const Assessment& assessment = *result.assessment;
  std::vector<std::string> headings = {"metric", "#" + assessment.part, "#95 % CI"};
  if (result.cross_validation) {
    headings.push_back(fmt::format("#{} folds", result.cross_validation->folds));
  }
  for (const Baseline& baseline : assessment.baselines) headings.push_back("#" + baseline.title());
  if (result.test) {
    if (result.validation) headings.push_back("#validation");
    headings.push_back("#train");
  }
  std::vector<std::vector<std::string>> rows;
  const auto& metrics = assessed(result).metrics;
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    rows.push_back(numbers_of_metric(result, i));
  }
  std::string text = table(headings, rows);
  for (const std::string& note : assessed(result).notes) {
    text += "<p class=\"soft-text\">" + escape(note) + ".</p>";
  }
  text += fmt::format(
      "<p class=\"soft-text\">CI: confidence interval from {} bootstrap resamples of the rows; it "
      "covers the choice of these rows, not the randomness of training.{}</p>",
      grouped(assessment.bootstrap.resamples),
      result.temperature == 1.0
          ? ""
          : fmt::format(" Probabilities are calibrated by temperature scaling: logits are divided "
                        "by {:.3g}, fitted to the validation rows.",
                        result.temperature));
  return card("All metrics", text, "wide");
}

std::string metric_title(const std::string& name) {
  static const std::vector<std::pair<std::string, std::string>> titles = {
      {"mae", "mean absolute error"},
      {"rmse", "root mean squared error"},
      {"r2", "R²"},
      {"mase", "MASE"},
      {"smape", "sMAPE in %"},
      {"roc_auc", "ROC AUC"},
      {"pr_auc", "average precision"},
      {"f1", "F1"},
      {"ece", "expected calibration error"},
      {"brier", "Brier score"},
      {"log_loss", "log loss"},
      {"per_label_accuracy", "accuracy per label"},
      {"subset_accuracy", "subset accuracy"}};
  for (const auto& [known, title] : titles) {
    if (known == name) return title;
  }
  return name;
}

}  // namespace ganglion::train::report
