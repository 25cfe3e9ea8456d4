#include "ganglion/train/evaluate/evaluation.h"

#include <fmt/format.h>

#include <cmath>

#include "ganglion/train/evaluate/own_unit.h"
#include "ganglion/train/evaluate/resampled_metrics.h"

namespace ganglion::train {
namespace {

std::vector<nn::AnyMetric> all_metrics(const data::Preprocessing& preprocessing) {
  const data::Task task = preprocessing.state().task;
  std::vector<nn::AnyMetric> metrics = task_metrics(task);
  if (task != data::Task::regression) return metrics;
  for (nn::AnyMetric& metric : metrics) {
    metric = OwnUnit{.metric = metric, .targets = preprocessing.state().targets};
  }
  return metrics;
}

io::Json confusion_json(const nn::ConfusionMatrix& matrix, const std::vector<std::string>& names) {
  io::Json::Array rows;
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
  return io::Json::Object{
      {"rows", rows}, {"loss", io::Json::finite(loss)}, {"metrics", std::move(values)}};
}

std::vector<nn::AnyMetric> watched_metrics(const data::Preprocessing& preprocessing) {
  return {all_metrics(preprocessing).front()};
}

Evaluation evaluate(Model& model, const data::Preprocessing& preprocessing,
                    const data::Dataset& rows) {
  return evaluation_of(model.evaluate(rows), preprocessing, rows);
}

Evaluation evaluation_of(const Scores& scores, const data::Preprocessing& preprocessing,
                         const data::Dataset& rows) {
  Evaluation result{.rows = rows.rows(),
                    .loss = scores.at("loss"),
                    .class_names = preprocessing.state().class_names};
  const Tensor& predictions = scores.predictions.at(0);
  for (const nn::AnyMetric& metric : all_metrics(preprocessing)) {
    const Tensor targets = rows.targets.size() == predictions.size()
                               ? rows.targets.reshaped(predictions.shape())
                               : rows.targets;
    result.metrics.emplace_back(metric.name(), nn::evaluate(metric, predictions, targets));
  }
  const data::Task task = preprocessing.state().task;
  if (task == data::Task::binary || task == data::Task::multiclass) {
    result.confusion.emplace();
    result.confusion->update(predictions, rows.targets);
  }
  return result;
}

std::string shown_number(double value) {
  if (!std::isfinite(value)) return "-";
  const double size = std::abs(value);
  if (size >= 1e7 || (size > 0 && size < 1e-3)) return fmt::format("{:.3e}", value);
  return size >= 1000 ? fmt::format("{:.1f}", value) : fmt::format("{:.4f}", value);
}

}  // namespace ganglion::train
