#include "ganglion/train/results/baselines.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "ganglion/nn/metrics/metric_table.h"
#include "ganglion/train/evaluate/forecast_metrics.h"
#include "ganglion/train/evaluate/row_losses.h"
#include "ganglion/train/job/network/linear_path.h"
#include "ganglion/train/linear/constant_answer.h"

namespace ganglion::train {
namespace {

using data::Task;

std::string constant_name(Task task) {
  if (task == Task::regression) return "mean";
  return task == Task::multilabel ? "label_shares" : "majority_class";
}

std::vector<std::pair<std::string, double>> measured(Task task, const data::Preprocessing& units,
                                                     const Tensor& predictions,
                                                     const data::Dataset& rows) {
  const Tensor guessed = units.own_predictions(predictions, rows);
  const Tensor actual = units.own_targets(rows);
  std::vector<std::pair<std::string, double>> result;
  const Tensor fitting =
      actual.size() == guessed.size() ? actual.reshaped(guessed.shape()) : actual;
  for (const nn::AnyMetric& metric : nn::default_metrics(task, units.state().positive)) {
    result.emplace_back(metric.name(), nn::evaluate(metric, guessed, fitting));
  }
  if (rows.series_values) add_forecast_metrics(guessed, fitting, *rows.series_values, result);
  return result;
}

/// A forecast of each row, as a network would say it: from the last known value and that of a
/// season before.
Tensor forecasts(const data::Preprocessing& units, const data::Dataset& rows,
                 const std::function<double(double last, double season)>& forecast) {
  const auto known = rows.series_values->values<double>();
  Tensor said(Shape{rows.rows(), 1}, DType::f64);
  const auto to = said.values<double>();
  for (std::size_t i = 0; i < to.size(); ++i) {
    const double last = known[3 * i];
    to[i] = data::differenced(forecast(last, known[3 * i + 1]), last,
                              units.state().series->differencing);
  }
  return units.scale_targets(said);
}

/// Of the values themselves, where the network is trained on their changes, too.
double mean_value(const data::Preprocessing& units, const data::Dataset& rows) {
  const Tensor values = units.own_targets(rows);
  const auto all = values.values<double>();
  return std::accumulate(all.begin(), all.end(), 0.0) / static_cast<double>(all.size());
}

}  // namespace

std::string Baseline::title() const {
  std::string text = name;
  std::ranges::replace(text, '_', ' ');
  return converged ? text : text + " (not converged)";
}

std::vector<Baseline> baselines(const ResolvedJob& job, const JobData& data,
                                const data::Dataset& rows) {
  const Task task = job.task;
  std::vector<Baseline> result;
  const auto add = [&](std::string name, const Tensor& predictions, bool converged = true) {
    result.push_back({.name = std::move(name),
                      .metrics = measured(task, data.preprocessing, predictions, rows),
                      .losses = row_losses(task, predictions, rows.targets),
                      .converged = converged});
  };
  const data::Preprocessing& units = data.preprocessing;
  if (rows.series_values) {
    const double mean = mean_value(units, data.train);
    add("mean", forecasts(units, rows, [mean](double, double) { return mean; }));
    add("last_value", forecasts(units, rows, [](double last, double) { return last; }));
    if (units.state().series->season > 0) {
      add("seasonal_last_value",
          forecasts(units, rows, [](double, double season) { return season; }));
    }
  } else {
    add(constant_name(task), constant_predictions(constant_answer(task, data.train), rows.rows()));
  }
  const std::string name = task == Task::regression ? "linear" : "logistic";
  const auto options = linear_options(job.stated, data.preprocessing, job.class_weights);
  if (job.linear_path) {
    add(name, job.linear_path->predict(rows), job.linear_path->converged());
  } else if (!job.linear && !LinearModel::is_out_of_reach(task, data.train, options)) {
    const LinearModel linear(task, data.train, options);
    add(name, linear.predict(rows), linear.converged());
  }
  return result;
}

}  // namespace ganglion::train
