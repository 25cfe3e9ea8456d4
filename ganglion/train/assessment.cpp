#include "ganglion/train/assessment.h"

#include <cmath>

namespace ganglion::train {
namespace {

io::Json number(double value) {
  return std::isfinite(value) ? io::Json(value) : io::Json();
}

}  // namespace

io::Json Assessment::intervals_json() const {
  io::Json::Object intervals;
  for (const auto& [name, interval] : bootstrap.intervals) {
    intervals.emplace_back(name,
                           io::Json::Array{number(interval.low), number(interval.high)});
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
    for (const auto& [name, value] : baseline.metrics) metrics.emplace_back(name, number(value));
    object.emplace_back(baseline.name, std::move(metrics));
  }
  return object;
}

io::Json Assessment::importance_json() const {
  io::Json::Array list;
  for (const Importance& column : importance) {
    list.emplace_back(io::Json::Object{{"column", column.column},
                                       {"rise", number(column.rise)},
                                       {"deviation", number(column.deviation)}});
  }
  return list;
}

Assessment assess(Model& model, const nn::Loss& loss, const Job& job, const JobData& data,
                  const std::vector<double>& class_weights) {
  Assessment result{.part = data.test ? "test" : data.validation ? "validation" : "train"};
  const data::Dataset& rows = data.test         ? *data.test
                              : data.validation ? *data.validation
                                                : data.train;
  result.predictions = data.preprocessing.unscale_targets(model.predict(rows.features));
  result.targets = data.preprocessing.unscale_targets(rows.targets);
  const data::Task task = data.preprocessing.state().task;
  const ResampledMetrics metrics(task, result.predictions, result.targets);
  result.bootstrap = bootstrap(metrics, {.seed = job.seed});
  result.baselines = baselines(job, data, class_weights, rows);
  result.importance =
      permutation_importance(model, data.preprocessing, rows, {.seed = job.seed});
  result.layers = layer_health(model, loss, data.train, job.seed);
  return result;
}

}  // namespace ganglion::train
