#include "ganglion/train/evaluate/evaluation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/core/utf8.h"
#include "ganglion/nn/metrics/metric_table.h"
#include "ganglion/train/evaluate/forecast_metrics.h"
#include "ganglion/train/evaluate/own_unit.h"
#include "ganglion/train/evaluate/threshold_table.h"

namespace ganglion::train {
namespace {

/// What a mean over classes or labels leaves out, so that nobody takes it for all of them.
std::string note_of_parts(const nn::Metric& metric, const std::vector<std::string>& names,
                          const char* what) {
  const std::vector<double> parts = metric.per_output();
  if (parts.size() != names.size() || std::isnan(metric.result())) return "";
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (std::isnan(parts[i])) missing.push_back(shown(names[i]));
  }
  if (missing.empty()) return "";
  constexpr std::size_t kShown = 4;
  std::string text = missing[0];
  for (std::size_t i = 1; i < std::min(missing.size(), kShown); ++i) text += ", " + missing[i];
  if (missing.size() > kShown) text += fmt::format(" and {} more", missing.size() - kShown);
  return fmt::format("{} is the mean over {} of {} {}; on these rows it is not defined for {}",
                     metric.name(), parts.size() - missing.size(), parts.size(), what, text);
}

/// The metrics are of predictions within the bounds, but the loss is the network's own.
std::string note_of_clipped(const Tensor& said, const Tensor& kept) {
  const std::int64_t count = count_changed(said, kept);
  if (count == 0) return "";
  return fmt::format(
      "{} of {} predictions lay far outside the training range and were clipped; "
      "the loss is that before",
      count, said.size());
}

/// One column of [rows, labels].
Tensor column_of(const Tensor& table, std::size_t column, std::size_t columns) {
  const Tensor wide = table.cast(DType::f64);
  const auto values = wide.values<double>();
  Tensor result(Shape{static_cast<std::int64_t>(values.size() / columns)}, DType::f64);
  const auto to = result.values<double>();
  for (std::size_t row = 0; row < to.size(); ++row) to[row] = values[row * columns + column];
  return result;
}

std::vector<LabelScores> label_scores(const Tensor& predictions, const Tensor& targets,
                                      const std::vector<std::string>& names) {
  std::vector<LabelScores> labels;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Tensor said = column_of(predictions, i, names.size());
    const Tensor is = column_of(targets, i, names.size());
    LabelScores label{.label = names[i]};
    label.positives = std::ranges::count(is.values<double>(), 1.0);
    for (const char* metric : {"accuracy", "precision", "recall", "f1", "roc_auc", "pr_auc"}) {
      label.metrics.emplace_back(
          metric, nn::evaluate(nn::make_metric(metric, data::Task::binary), said, is));
    }
    labels.push_back(std::move(label));
  }
  return labels;
}

io::Json labels_json(const std::vector<LabelScores>& labels) {
  io::Json::Array list;
  for (const LabelScores& label : labels) {
    io::Json::Object object = {{"label", label.label}, {"positives", label.positives}};
    for (const auto& [name, value] : label.metrics) {
      object.emplace_back(name, io::Json::finite(value));
    }
    list.push_back(std::move(object));
  }
  return list;
}

/// Of more classes than these a matrix would be mostly zeros.
constexpr std::int64_t kMaxMatrix = 1000;

io::Json confusion_json(const nn::ConfusionMatrix& matrix, const std::vector<std::string>& names) {
  io::Json::Array rows;
  if (matrix.classes() > kMaxMatrix) {
    for (const auto& [classes, count] : matrix.cells()) {
      rows.emplace_back(io::Json::Array{classes.first, classes.second, count});
    }
    return io::Json::Object{{"classes", io::Json::list(names)}, {"cells", std::move(rows)}};
  }
  for (std::int64_t i = 0; i < matrix.classes(); ++i) {
    io::Json::Array row;
    for (std::int64_t j = 0; j < matrix.classes(); ++j) row.emplace_back(matrix.count(i, j));
    rows.emplace_back(std::move(row));
  }
  return io::Json::Object{{"classes", io::Json::list(names)}, {"counts", std::move(rows)}};
}

}  // namespace

io::Json Evaluation::metrics_json() const {
  io::Json::Object object = {{"loss", io::Json::finite(loss)}};
  for (const auto& [name, value] : metrics) object.emplace_back(name, io::Json::finite(value));
  return object;
}

io::Json Evaluation::to_json() const {
  io::Json::Object values;
  for (const auto& [name, value] : metrics) values.emplace_back(name, io::Json::finite(value));
  if (confusion) values.emplace_back("confusion", confusion_json(*confusion, class_names));
  io::Json::Object object = {{"rows", rows}, {"loss", io::Json::finite(loss)}};
  if (!positive.empty()) object.emplace_back("positive", positive);
  object.emplace_back("metrics", std::move(values));
  if (!positive.empty()) {
    object.emplace_back("threshold", threshold);
    object.emplace_back("thresholds", threshold_json(thresholds, costs));
    if (costs) object.emplace_back("cost", costs_json(*costs));
  }
  if (!labels.empty()) object.emplace_back("labels", labels_json(labels));
  if (!notes.empty()) object.emplace_back("notes", io::Json::list(notes));
  return object;
}

std::int64_t count_changed(const Tensor& said, const Tensor& kept) {
  if (said.dtype() != DType::f32 || kept.dtype() != DType::f32) return 0;
  const auto before = said.values<float>();
  const auto after = kept.values<float>();
  std::int64_t count = 0;
  for (std::size_t i = 0; i < before.size(); ++i) count += before[i] == after[i] ? 0 : 1;
  return count;
}

std::string metric_of_class(const std::string& metric, const std::string& positive) {
  if (positive.empty() || !nn::is_of_positive_class(metric)) return metric;
  return fmt::format("{} ({})", metric, shortened(positive, 20));
}

std::vector<nn::AnyMetric> watched_metrics(const data::Preprocessing& preprocessing) {
  const data::PreprocessingState& state = preprocessing.state();
  const nn::AnyMetric metric = nn::default_metrics(state.task).front();
  if (state.task != data::Task::regression) return {metric};
  // Without the last values there is no unit of its own.
  if (state.series && state.series->differencing == data::Differencing::log_ratio) return {};
  return {OwnUnit{.metric = metric, .targets = state.targets}};
}

std::vector<nn::AnyMetric> metrics_named(const std::vector<std::string>& names,
                                         const data::PreprocessingState& state) {
  if (names.empty()) {
    return nn::default_metrics(state.task, state.positive, state.output_threshold());
  }
  const std::vector<std::string> fitting = nn::metric_names(state.task);
  std::vector<nn::AnyMetric> metrics;
  for (const std::string& name : names) {
    metrics.push_back(nn::make_metric(name, state.task, state.positive, state.output_threshold()));
    const bool top = name.starts_with("top_") && state.task == data::Task::multiclass;
    if (!top && std::ranges::find(fitting, name) == fitting.end()) {
      throw Error(fmt::format("the metric {} doesn't fit the task {}; there are {}", name,
                              name_of(state.task), fmt::join(fitting, ", ")));
    }
  }
  return metrics;
}

Evaluation evaluate(Model& model, const data::Preprocessing& preprocessing,
                    const data::Dataset& rows, const std::vector<std::string>& metrics) {
  metrics_named(metrics, preprocessing.state());  // what can't be is said first
  return evaluation_of(model.evaluate(rows), preprocessing, rows, metrics);
}

Evaluation evaluation_of(const Scores& scores, const data::Preprocessing& preprocessing,
                         const data::Dataset& rows, const std::vector<std::string>& metrics) {
  const data::PreprocessingState& state = preprocessing.state();
  Evaluation result{.rows = rows.rows(),
                    .loss = scores.at("loss"),
                    .class_names = state.class_names,
                    .positive = state.positive_name()};
  const Tensor kept = preprocessing.clip_predictions(scores.predictions.at(0));
  const std::string clipped = note_of_clipped(scores.predictions[0], kept);
  if (!clipped.empty()) result.notes.push_back(clipped);
  const Tensor predictions = preprocessing.own_predictions(kept, rows);
  const Tensor own = preprocessing.own_targets(rows);
  const Tensor targets = own.size() == predictions.size() ? own.reshaped(predictions.shape()) : own;
  const data::Task task = state.task;
  const bool labels = task == data::Task::multilabel;
  const std::vector<std::string> names = labels ? preprocessing.target_names() : state.class_names;
  for (const nn::AnyMetric& metric : metrics_named(metrics, state)) {
    const auto measured = nn::measured(metric, predictions, targets);
    result.metrics.emplace_back(metric.name(), measured->result());
    if (task == data::Task::binary || task == data::Task::regression) continue;
    const std::string note = note_of_parts(*measured, names, labels ? "labels" : "classes");
    if (!note.empty()) result.notes.push_back(note);
  }
  if (rows.series_values && metrics.empty()) {
    add_forecast_metrics(predictions, targets, *rows.series_values, result.metrics);
  }
  if (task == data::Task::binary || task == data::Task::multiclass) {
    result.confusion.emplace();
    nn::in_parts(predictions, rows.targets, nullptr,
                 [&](const Tensor& p, const Tensor& t, const Tensor*) {
                   result.confusion->update(p, t, state.output_threshold());
                 });
  }
  if (task == data::Task::binary) {
    const nn::ThresholdCurve curve(predictions, rows.targets, state.positive);
    result.threshold = state.threshold;
    result.thresholds = threshold_table(curve, state.threshold);
    result.curve = curve.points();
  }
  if (labels) result.labels = label_scores(predictions, targets, names);
  return result;
}

}  // namespace ganglion::train
