#include <algorithm>
#include <cmath>

#include "ganglion/nn/metrics/calibration.h"
#include "ganglion/train/evaluate/evaluation.h"
#include "ganglion/train/evaluate/row_losses.h"
#include "ganglion/train/report/roc.h"
#include "ganglion/train/results/assessment.h"
#include "studio/view.h"

namespace ganglion::studio {
namespace {

using data::Task;
using io::Json;

constexpr std::size_t kMaxWorst = 12;

/// The rows of the table that are assessed, in the order of the assessed part.
std::vector<std::int64_t> assessed_rows(const Material& material) {
  const train::Split part = material.rows.test         ? train::Split::test
                            : material.rows.validation ? train::Split::validation
                                                       : train::Split::train;
  std::vector<std::int64_t> rows;
  for (std::size_t row = 0; row < material.parts.size(); ++row) {
    if (material.parts[row] == part) rows.push_back(static_cast<std::int64_t>(row));
  }
  return rows;
}

/// What is said of a row, in words.
std::string said(const View& view, std::span<const double> numbers) {
  const data::PreprocessingState& state = view.preprocessing().state();
  if (state.task == Task::binary) {
    return state.class_names[numbers[0] > state.output_threshold() ? 1 : 0];
  }
  if (state.task == Task::multiclass) {
    const auto best = std::ranges::max_element(numbers) - numbers.begin();
    return state.class_names[static_cast<std::size_t>(best)];
  }
  std::string text;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (state.task == Task::regression) {
      text += (text.empty() ? "" : ", ") + train::shown_number(numbers[i]);
    } else if (numbers[i] > 0.5) {
      text += (text.empty() ? "" : ", ") + state.targets[i].name;
    }
  }
  return text.empty() ? "none" : text;
}

Json worst_json(View& view, const Tensor& predictions, const data::Dataset& rows) {
  const std::vector<double> losses = train::row_losses(view.job().task, predictions, rows.targets);
  const Tensor own = view.preprocessing().own_predictions(predictions, rows).cast(DType::f64);
  const auto numbers = own.values<double>();
  const std::vector<std::int64_t> table_rows = assessed_rows(view.material());
  std::vector<std::size_t> order(std::min(losses.size(), table_rows.size()));
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order,
                           [&](std::size_t a, std::size_t b) { return losses[a] > losses[b]; });
  order.resize(std::min(order.size(), kMaxWorst));
  const std::size_t width = losses.empty() ? 0 : numbers.size() / losses.size();
  Json::Array worst;
  for (const std::size_t i : order) {
    const io::Json row = row_json(view.material(), table_rows[i]);
    worst.push_back(Json::Object{{"row", table_rows[i]},
                                 {"target", row.at("target")},
                                 {"prediction", said(view, numbers.subspan(i * width, width))},
                                 {"loss", Json::finite(losses[i])}});
  }
  return worst;
}

Json calibration_json(const View& view, const Tensor& predictions, const Tensor& targets) {
  if (view.job().task == Task::regression) return {};
  Json::Array bins;
  for (const nn::CalibrationBin& bin : nn::calibration_bins(
           predictions, targets, {.bins = 10, .multilabel = view.job().task == Task::multilabel})) {
    if (bin.weight == 0.0) continue;
    bins.push_back(Json::Object{
        {"confidence", bin.probability}, {"accuracy", bin.observed}, {"rows", bin.weight}});
  }
  return bins;
}

Json confusion_json(const train::Evaluation& evaluation) {
  if (!evaluation.confusion || evaluation.confusion->classes() > 100) return {};
  const std::int64_t classes = evaluation.confusion->classes();
  Json::Array counts;
  for (std::int64_t actual = 0; actual < classes; ++actual) {
    Json::Array row;
    for (std::int64_t predicted = 0; predicted < classes; ++predicted) {
      row.emplace_back(evaluation.confusion->count(actual, predicted));
    }
    counts.emplace_back(std::move(row));
  }
  return Json::Object{{"classes", Json::list(evaluation.class_names)},
                      {"counts", std::move(counts)}};
}

Json pair_json(double a, double b) {
  return Json::Array{Json::finite(a), Json::finite(b)};
}

/// What comes of a threshold, in rows.
Json threshold_json(const nn::ThresholdPoint& point) {
  return Json::Object{{"threshold", std::clamp(point.threshold, 0.0, 1.0)},
                      {"true_positives", point.true_positives},
                      {"false_positives", point.false_positives},
                      {"false_negatives", point.false_negatives},
                      {"true_negatives", point.true_negatives}};
}

/// Of the positive class of a binary task.
void add_curves(const View& view, const Tensor& predictions, const Tensor& targets,
                Json::Object& result) {
  const std::int32_t positive = view.preprocessing().state().positive;
  std::vector<double> scores;
  std::vector<bool> hits;
  for (const float value : predictions.values<float>()) {
    scores.push_back(positive == 1 ? value : 1.0 - static_cast<double>(value));
  }
  for (const std::int32_t target : targets.values<std::int32_t>())
    hits.push_back(target == positive);
  Json::Array roc;
  for (const auto& [x, y] : train::report::roc(scores, hits).points) roc.push_back(pair_json(x, y));
  Json::Array curve;
  const nn::ThresholdCurve thresholds(predictions, targets, positive);
  Json::Array places;
  for (const nn::ThresholdPoint& point : thresholds.points()) {
    places.push_back(threshold_json(point));
    if (std::isfinite(point.precision()) && std::isfinite(point.recall())) {
      curve.push_back(pair_json(point.recall(), point.precision()));
    }
  }
  result.emplace_back("roc", std::move(roc));
  places.push_back(threshold_json(thresholds.at(-1.0)));  // all are predicted
  result.emplace_back("precision_recall", std::move(curve));
  result.emplace_back("thresholds", std::move(places));
}

}  // namespace

io::Json mistakes_json(View& view) {
  const data::Dataset& rows = train::rows_to_assess(view.material().rows);
  const train::Evaluation evaluation = train::evaluate(view.model(), view.preprocessing(), rows);
  const Tensor predictions = view.model().predict(rows)[0];
  Json::Object result = {
      {"part", view.material().rows.test         ? "test"
               : view.material().rows.validation ? "validation"
                                                 : "train"},
      {"metrics", evaluation.metrics_json()},
      {"positive",
       view.job().task == Task::binary ? Json(view.preprocessing().state().positive) : Json()},
      {"confusion", confusion_json(evaluation)},
      {"worst", worst_json(view, predictions, rows)},
      {"calibration", calibration_json(view, predictions, rows.targets)}};
  if (view.job().task == Task::binary) {
    add_curves(view, predictions, rows.targets, result);
  } else {
    result.emplace_back("roc", Json());
    result.emplace_back("precision_recall", Json());
    result.emplace_back("thresholds", Json());
  }
  return result;
}

}  // namespace ganglion::studio
