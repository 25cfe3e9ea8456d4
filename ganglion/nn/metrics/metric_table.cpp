#include "ganglion/nn/metrics/metric_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/nn/metrics/calibration.h"
#include "ganglion/nn/metrics/classification.h"
#include "ganglion/nn/metrics/multilabel.h"
#include "ganglion/nn/metrics/precision_recall.h"
#include "ganglion/nn/metrics/probability.h"
#include "ganglion/nn/metrics/ranking.h"
#include "ganglion/nn/metrics/regression.h"

namespace ganglion::nn {
namespace {

struct NamedMetric {
  std::string name;
  AnyMetric metric;
};

// Everything but top_K_accuracy.
std::vector<NamedMetric> metric_entries(bool multilabel, std::int64_t positive = 1,
                                        double threshold = 0.5) {
  std::vector<NamedMetric> entries = {
      {"roc_auc", RocAuc{}},
      {"pr_auc", PrAuc{.positive = positive}},
      {"log_loss", LogLoss{.multilabel = multilabel}},
      {"ece", ExpectedCalibrationError{.multilabel = multilabel}},
      {"brier", Brier{.multilabel = multilabel}},
      {"per_label_accuracy", PerLabelAccuracy{}},
      {"subset_accuracy", SubsetAccuracy{}},
      {"mae", Mae{}},
      {"mse", Mse{}},
      {"rmse", Rmse{}},
      {"r2", R2{}},
  };
  entries.insert(entries.begin(), multilabel
                                      ? NamedMetric{"accuracy", PerLabelAccuracy{}}
                                      : NamedMetric{"accuracy", Accuracy{.threshold = threshold}});
  for (const auto average :
       {Average::automatic, Average::macro, Average::micro, Average::weighted}) {
    for (const AnyMetric& metric : {AnyMetric(Precision{average, threshold, multilabel, positive}),
                                    AnyMetric(Recall{average, threshold, multilabel, positive}),
                                    AnyMetric(F1{average, threshold, multilabel, positive})}) {
      entries.push_back({metric.name(), metric});
    }
  }
  return entries;
}

// The K of top_K_accuracy.
std::optional<int> top_k_of(std::string_view name) {
  constexpr std::string_view kBefore = "top_";
  constexpr std::string_view kAfter = "_accuracy";
  if (!name.starts_with(kBefore) || !name.ends_with(kAfter)) return std::nullopt;
  if (name.size() <= kBefore.size() + kAfter.size()) return std::nullopt;
  name.remove_prefix(kBefore.size());
  name.remove_suffix(kAfter.size());
  int k = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), k);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  return k;
}

}  // namespace

AnyMetric make_metric(std::string_view name, Task task, std::int64_t positive, double threshold) {
  if (const auto k = top_k_of(name)) return TopK{.k = *k};
  const std::vector<NamedMetric> entries =
      metric_entries(task == Task::multilabel, positive, threshold);
  const auto found = std::ranges::find(entries, name, &NamedMetric::name);
  if (found != entries.end()) return found->metric;
  const std::string near = nearest_name(name, metric_names());
  throw Error(near.empty() ? fmt::format("unknown metric {}; known are {}", shown(name),
                                         fmt::join(metric_names(), ", "))
                           : fmt::format("unknown metric {}; did you mean {}?", shown(name), near));
}

AnyMetric metric_from_config(std::string_view kind, const Attributes& config) {
  static constexpr MetricKind kKinds[] = {
      metric_kind<Accuracy>(),  metric_kind<ExpectedCalibrationError>(),
      metric_kind<Precision>(), metric_kind<PerLabelAccuracy>(),
      metric_kind<Recall>(),    metric_kind<SubsetAccuracy>(),
      metric_kind<F1>(),        metric_kind<LogLoss>(),
      metric_kind<Brier>(),     metric_kind<PrAuc>()};
  const auto found = std::ranges::find(kKinds, kind, &MetricKind::kind);
  if (found == std::end(kKinds))
    throw Error(fmt::format("metric: {} has no settings", shown(kind)));
  return found->from_config(config);
}

std::vector<std::string> metric_names() {
  std::vector<std::string> names;
  for (const NamedMetric& entry : metric_entries(false)) names.push_back(entry.name);
  names.insert(names.begin() + 1, "top_5_accuracy");
  return names;
}

std::vector<std::string> metric_names(Task task) {
  static const std::set<std::string> kNumbers = {"mae", "mse", "rmse", "r2"};
  static const std::set<std::string> kLabels = {"per_label_accuracy", "subset_accuracy"};
  std::vector<std::string> names = metric_names();
  std::erase_if(names, [&](const std::string& name) {
    if (kNumbers.contains(name) != (task == Task::regression)) return true;
    if (kLabels.contains(name)) return task != Task::multilabel;
    return top_k_of(name).has_value() && task != Task::multiclass;
  });
  return names;
}

bool is_of_positive_class(std::string_view metric) {
  return metric == "precision" || metric == "recall" || metric == "f1" || metric == "pr_auc";
}

std::vector<AnyMetric> default_metrics(Task task, std::int64_t positive, double threshold) {
  switch (task) {
    case Task::regression:
      return {Mae{}, Rmse{}, R2{}};
    case Task::binary:
      return {Accuracy{.threshold = threshold},
              LogLoss{},
              RocAuc{},
              PrAuc{.positive = positive},
              F1{.threshold = threshold, .positive = positive},
              ExpectedCalibrationError{},
              Brier{}};
    case Task::multiclass:
      return {Accuracy{}, LogLoss{}, RocAuc{}, F1{}, ExpectedCalibrationError{}, Brier{}};
    case Task::multilabel:
      return {PerLabelAccuracy{},          SubsetAccuracy{},
              LogLoss{.multilabel = true}, RocAuc{},
              F1{.multilabel = true},      ExpectedCalibrationError{.multilabel = true}};
  }
  throw Error("default_metrics: not a task");
}

}  // namespace ganglion::nn
