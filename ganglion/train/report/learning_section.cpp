#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/numbers.h"
#include "ganglion/train/job/job_flags.h"
#include "ganglion/train/report/html.h"
#include "ganglion/train/report/line_chart.h"
#include "ganglion/train/report/sections.h"

namespace ganglion::train::report {
namespace {

Series series(const History& history, const std::string& value, const std::string& name) {
  Series result{.name = name};
  for (const History::Epoch& epoch : history.epochs) {
    const double number = epoch.at(value);
    if (std::isfinite(number)) {
      result.points.emplace_back(static_cast<double>(epoch.epoch), number);
    }
  }
  return result;
}

LineChart chart(const History& history, const std::string& value, const std::string& title) {
  LineChart result{
      .label = title + " by epoch", .x_title = "epoch", .y_title = title, .whole_x = true};
  result.series.push_back(series(history, value, "training"));
  Series validation = series(history, "val_" + value, "validation");
  if (!validation.points.empty()) result.series.push_back(std::move(validation));
  return result;
}

/// Probabilities are calibrated when the curves have been drawn; the tables are of what is kept.
std::string calibrated_note(const RunResult& result) {
  return fmt::format(
      "<p class=\"soft-text\">The curves are those of training, before calibration. With all "
      "logits divided by the temperature {:.3g}, as in the model and in all tables, the loss is {} "
      "on the training and {} on the validation rows.</p>",
      result.temperature, shown_number(result.train.loss),
      result.validation ? shown_number(result.validation->loss) : "-");
}

}  // namespace

std::string learning_section(const ReportInput& input) {
  const History& history = input.history;
  if (history.epochs.size() < 2) return "";
  LineChart loss = chart(history, "loss", "loss");
  if (const std::int64_t kept = input.result.best_epoch; kept > 0) {
    loss.mark_x = static_cast<double>(kept);
  }
  loss.mark_name = "kept";
  std::string text = drawn(loss);
  const std::string metric = assessed(input.result).metrics.front().first;
  const LineChart watched = chart(history, metric, metric_title(metric));
  if (!watched.series[0].points.empty()) {
    text += "<h3>" + metric_title(metric) + "</h3>" + drawn(watched);
  }
  if (input.result.temperature != 1.0) text += calibrated_note(input.result);
  if (input.result.job.ensemble > 1) {
    text += fmt::format(
        "<p class=\"soft-text\">First of {} networks, as in history.csv; the others are "
        "similar.</p>",
        input.result.job.ensemble);
  }
  if (!input.result.ended.empty()) {  // "stopped early: …"
    text += fmt::format("<p class=\"soft-text\">Training ended after epoch {}: {}.</p>",
                        input.result.epochs_run, escape(with_flags(input.result.ended)));
  }
  text +=
      "<p class=\"soft-text\">A validation loss that rises while the training loss falls means "
      "overfitting; the weights are kept from the epoch marked \"kept\".</p>";
  if (input.result.train.threshold != 0.5) {
    text += "<p class=\"soft-text\">While training, accuracy is that of a threshold of 0.5.</p>";
  }
  return card("Learning curves", text);
}

std::string rows_section(const ReportInput& input) {
  if (!input.result.learning_curve) return "";
  const LearningCurve& curve = *input.result.learning_curve;
  Series train{.name = "training"};
  Series held_out{.name = curve.part};
  std::vector<std::vector<std::string>> rows;
  for (const LearningCurve::Point& point : curve.points) {
    const auto x = static_cast<double>(point.rows);
    train.points.emplace_back(x, point.train_loss);
    held_out.points.emplace_back(x, point.loss.mean);
    for (Series* series : {&train, &held_out}) series->radii.push_back(3.0);
    rows.push_back({grouped(point.rows), shown_number(point.train), shown_number(point.held_out),
                    fmt::format("{:.3g} ± {:.1g}", point.loss.mean, point.loss.standard_error)});
  }
  std::string text = drawn({.label = "loss by number of training rows",
                            .x_title = "training rows",
                            .y_title = "loss",
                            .series = {train, held_out},
                            .whole_x = true});
  if (!curve.sentence().empty()) text += "<p>" + escape(curve.sentence()) + "</p>";
  text += table({"#rows", "#train", "#" + curve.part, "#loss"}, rows);
  text += fmt::format(
      "<p class=\"soft-text\">Networks with the same settings, trained on a part of the training "
      "rows and scored on the same {0} rows: {1} of training and {0} rows, and {0} loss ± its "
      "standard error. The slope is that of the last {2} points.</p>",
      curve.part, metric_title(curve.metric), LearningCurve::kSlopePoints);
  return card("Learning curve over training rows", text);
}

}  // namespace ganglion::train::report
