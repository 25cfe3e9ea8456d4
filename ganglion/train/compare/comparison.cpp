#include "ganglion/train/compare/comparison.h"

#include <algorithm>
#include <set>

#include "ganglion/nn/metrics/metric_table.h"
#include "ganglion/train/job/job_keys.h"

namespace ganglion::train {
namespace {

template <class Value>
double mean_over_runs(const std::vector<ComparedRun>& runs, const Value& value) {
  double sum = 0.0;
  for (const ComparedRun& run : runs) sum += value(run);
  return sum / static_cast<double>(runs.size());
}

io::Json bounds_json(const Interval& interval) {
  return io::Json::Array{io::Json::finite(interval.low), io::Json::finite(interval.high)};
}

io::Json curves_json(const History& history) {
  io::Json::Object object;
  for (const char* name : {"loss", "val_loss", "seconds"}) {
    io::Json::Array list;
    for (const History::Epoch& epoch : history.epochs) {
      list.emplace_back(io::Json::finite(epoch.at(name)));
    }
    object.emplace_back(name, std::move(list));
  }
  return object;
}

io::Json metrics_json(const Comparison& comparison, std::size_t v) {
  const ComparedVariant& variant = comparison.variants[v];
  io::Json::Object metrics;
  for (std::size_t m = 0; m < variant.metrics.size(); ++m) {
    const auto& [name, value] = variant.metrics[m];
    io::Json::Object object = {{"value", io::Json::finite(value)}};
    if (const Interval* interval = variant.intervals.find(name)) {
      object.emplace_back("interval", bounds_json(*interval));
    }
    if (v > 0) {
      object.emplace_back("difference",
                          io::Json::finite(value - comparison.variants[0].metrics[m].second));
      if (const Interval* interval = variant.differences.find(name)) {
        object.emplace_back("difference_interval", bounds_json(*interval));
      }
      object.emplace_back("verdict", comparison.verdict(v, m));
    }
    metrics.emplace_back(name, std::move(object));
  }
  return metrics;
}

io::Json variant_json(const Comparison& comparison, std::size_t v) {
  const ComparedVariant& variant = comparison.variants[v];
  io::Json::Array runs;
  for (const ComparedRun& run : variant.runs) {
    runs.emplace_back(io::Json::Object{{"seed", run.seed},
                                       {"epochs", std::ssize(run.history.epochs)},
                                       {"seconds", run.seconds},
                                       {"curves", curves_json(run.history)}});
  }
  return io::Json::Object{{"name", variant.name},
                          {"parameters", variant.parameters},
                          {"epochs", variant.epochs()},
                          {"seconds", variant.seconds()},
                          {"metrics", metrics_json(comparison, v)},
                          {"runs", std::move(runs)}};
}

}  // namespace

double ComparedVariant::epochs() const {
  return mean_over_runs(
      runs, [](const ComparedRun& run) { return static_cast<double>(run.history.epochs.size()); });
}

double ComparedVariant::seconds() const {
  return mean_over_runs(runs, [](const ComparedRun& run) { return run.seconds; });
}

std::string Comparison::verdict(std::size_t variant, std::size_t metric) const {
  const std::string& name = variants[variant].metrics[metric].first;
  const Interval* interval = variants[variant].differences.find(name);
  if (interval == nullptr || !(interval->low > 0.0 || interval->high < 0.0)) {
    return "no clear difference";
  }
  const bool lower = interval->high < 0.0;
  return nn::make_metric(name).smaller_is_better() == lower ? "better" : "worse";
}

io::Json Comparison::to_json() const {
  io::Json::Array list;
  for (std::size_t v = 0; v < variants.size(); ++v) list.emplace_back(variant_json(*this, v));
  io::Json::Object settings;
  for (const DifferingSetting& setting : differing) {
    settings.emplace_back(setting.key, io::Json::list(setting.values));
  }
  return io::Json::Object{{"data", data},
                          {"part", part},
                          {"rows", rows},
                          {"seeds", std::ssize(variants[0].runs)},
                          {"level", variants[0].intervals.level},
                          {"resamples", variants[0].intervals.resamples},
                          {"seconds", seconds},
                          {"left_out", left_out},
                          {"differing_settings", std::move(settings)},
                          {"variants", std::move(list)}};
}

std::vector<DifferingSetting> differing_settings(const std::vector<ComparedVariant>& variants) {
  static const std::set<std::string> kNoResult = {"threads", "out",   "stream",
                                                  "memory",  "cache", "tensorboard"};
  std::vector<DifferingSetting> result;
  for (const JobKey& key : job_keys()) {
    if (kNoResult.contains(key.name)) continue;
    DifferingSetting setting = {.key = key.name};
    for (const ComparedVariant& variant : variants) {
      setting.values.push_back(key.toml(variant.job).value_or(""));
    }
    const bool same = std::ranges::all_of(
        setting.values, [&](const std::string& value) { return value == setting.values[0]; });
    if (!same) result.push_back(std::move(setting));
  }
  return result;
}

}  // namespace ganglion::train
