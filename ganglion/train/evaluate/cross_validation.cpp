#include "ganglion/train/evaluate/cross_validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ganglion/core/error.h"
#include "ganglion/core/rng.h"
#include "ganglion/core/setting.h"

namespace ganglion::train {
namespace {

CrossValidation::Metric metric_of(const std::string& name, const std::vector<double>& values) {
  const auto count = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  double squares = 0.0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return {name, mean, std::sqrt(squares / (count - 1.0) / count), std::ssize(values)};
}

}  // namespace

io::Json CrossValidation::to_json() const {
  io::Json::Object means;
  io::Json::Object errors;
  io::Json::Object defined;
  for (const Metric& metric : metrics) {
    means.emplace_back(metric.name, io::Json::finite(metric.mean));
    errors.emplace_back(metric.name, io::Json::finite(metric.standard_error));
    if (metric.folds < folds) defined.emplace_back(metric.name, metric.folds);
  }
  io::Json::Object object = {
      {"folds", folds}, {"mean", std::move(means)}, {"standard_error", std::move(errors)}};
  if (!defined.empty()) object.emplace_back("defined_in", std::move(defined));
  return object;
}

std::string CrossValidation::to_string() const {
  std::string text;
  for (const Metric& metric : metrics) {
    text += fmt::format("{}{} {} ± {}", text.empty() ? "" : ", ",
                        metric_of_class(metric.name, positive), shown_number(metric.mean),
                        shown_number(metric.standard_error));
    if (metric.folds < folds) text += fmt::format(" (of {} folds)", metric.folds);
  }
  return text;
}

CrossValidation summary_of(const std::vector<Evaluation>& folds) {
  CrossValidation result{.folds = static_cast<std::int64_t>(folds.size())};
  if (folds.empty()) return result;
  result.positive = folds[0].positive;
  for (std::size_t m = 0; m < folds[0].metrics.size(); ++m) {
    std::vector<double> values;
    for (const Evaluation& fold : folds) {
      if (std::isfinite(fold.metrics[m].second)) values.push_back(fold.metrics[m].second);
    }
    result.metrics.push_back(metric_of(folds[0].metrics[m].first, values));
  }
  return result;
}

std::vector<std::int64_t> deal_folds(std::int64_t rows, const std::vector<std::int32_t>& labels,
                                     std::int64_t folds, std::uint64_t seed) {
  if (rows < folds) {
    throw Error(fmt::format("{}: there are only {} rows; use fewer folds",
                            setting("cross_validate", std::to_string(folds)), rows),
                {.setting = "cross_validate"});
  }
  std::vector<std::int64_t> order = random_permutation(rows, seed, stream_of("folds"));
  if (!labels.empty()) {
    std::ranges::stable_sort(
        order, {}, [&](std::int64_t row) { return labels[static_cast<std::size_t>(row)]; });
  }
  // Class after class, each going on where the one before ended: all folds are of equal size.
  std::vector<std::int64_t> result(static_cast<std::size_t>(rows));
  for (std::size_t i = 0; i < order.size(); ++i) {
    result[static_cast<std::size_t>(order[i])] = static_cast<std::int64_t>(i) % folds;
  }
  return result;
}

}  // namespace ganglion::train
