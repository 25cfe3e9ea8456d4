#include "ganglion/train/results/assessment.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "ganglion/nn/metrics/metric_table.h"
#include "ganglion/train/evaluate/evaluation.h"
#include "ganglion/train/evaluate/measure_layers.h"
#include "ganglion/train/evaluate/row_losses.h"

namespace ganglion::train {

io::Json Assessment::intervals_json() const {
  io::Json::Object intervals;
  for (const auto& [name, interval] : bootstrap.intervals) {
    intervals.emplace_back(
        name, io::Json::Array{io::Json::finite(interval.low), io::Json::finite(interval.high)});
  }
  return io::Json::Object{{"level", bootstrap.level},
                          {"resamples", bootstrap.resamples},
                          {"part", part},
                          {"metrics", std::move(intervals)}};
}

io::Json Assessment::baselines_json() const {
  io::Json::Object object;
  for (const Baseline& baseline : baselines) {
    io::Json::Object metrics;
    for (const auto& [name, value] : baseline.metrics)
      metrics.emplace_back(name, io::Json::finite(value));
    if (!baseline.converged) metrics.emplace_back("converged", false);
    object.emplace_back(baseline.name, std::move(metrics));
  }
  return object;
}

io::Json Assessment::importance_json() const {
  io::Json::Array list;
  for (const Importance& column : importance) {
    list.emplace_back(io::Json::Object{{"column", column.column},
                                       {"rise", io::Json::finite(column.rise)},
                                       {"deviation", io::Json::finite(column.deviation)}});
  }
  return list;
}

std::string headline(const Assessment& assessment, const std::string& metric, double value) {
  const bool share = nn::make_metric(metric).share() != nn::Share::none;
  const auto shown = [&](double number) {
    return share && std::isfinite(number) ? fmt::format("{:.3f}", number) : shown_number(number);
  };
  std::string text = metric;
  std::ranges::replace(text, '_', ' ');
  text += ' ' + shown(value);
  if (const Interval* interval = assessment.bootstrap.find(metric)) {
    text += fmt::format(" ({:.3g} % CI: {}–{})", 100.0 * assessment.bootstrap.level,
                        shown(interval->low), shown(interval->high));
  }
  const char* separator = "; baselines: ";
  for (const Baseline& baseline : assessment.baselines) {
    for (const auto& [name, number] : baseline.metrics) {
      if (name != metric) continue;
      text +=
          fmt::format("{}{} {}", std::exchange(separator, ", "), baseline.title(), shown(number));
    }
  }
  return text;
}

const data::Dataset& rows_to_assess(const JobData& data) {
  if (data.test) return *data.test;
  return data.validation ? *data.validation : data.train;
}

std::vector<std::int64_t> groups_to_assess(const JobData& data) {
  if (data.test) return data.test_groups;
  return data.validation ? data.validation_groups : std::vector<std::int64_t>();
}

Assessment assess(Model& model, const Tensor& predictions, const ResolvedJob& job,
                  const JobData& data) {
  Assessment result{.part = data.test ? "test" : data.validation ? "validation" : "train"};
  const data::Dataset& rows = rows_to_assess(data);
  result.predictions = data.preprocessing.own_predictions(predictions, rows);
  result.targets = data.preprocessing.own_targets(rows);
  result.losses = row_losses(job.task, predictions, rows.targets);
  const std::uint64_t seed = job.stated.seed;
  const ResampledMetrics metrics(job.task, result.predictions, result.targets,
                                 data.preprocessing.state().positive,
                                 data.preprocessing.state().output_threshold());
  result.bootstrap = bootstrap(metrics, {.seed = seed, .groups = groups_to_assess(data)});
  result.baselines = baselines(job, data, rows);
  result.importance = permutation_importance(model, data.preprocessing, rows, {.seed = seed});
  result.layers = layer_health(model, job.loss, data.train, seed);
  return result;
}

}  // namespace ganglion::train
