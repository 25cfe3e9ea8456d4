#include "ganglion/train/resampled_metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "ganglion/nn/metrics/batch.h"
#include "ganglion/nn/metrics/metric_table.h"

namespace ganglion::train {
namespace {

using data::Task;
using Counts = std::span<const double>;
using Part = std::function<double(Counts)>;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

nn::Task metric_task(Task task) {
  switch (task) {
    case Task::regression:
      return nn::Task::regression;
    case Task::binary:
      return nn::Task::binary;
    case Task::multiclass:
      return nn::Task::multiclass;
    case Task::multilabel:
      break;
  }
  return nn::Task::multilabel;
}

std::size_t index(std::int64_t value) {
  return static_cast<std::size_t>(value);
}

/// Predictions and targets in double, whatever they came as.
struct Rows {
  Rows(Task task_in, const Tensor& predictions_in, const Tensor& targets_in)
      : task(task_in),
        count(predictions_in.shape()[0]),
        columns(count == 0 ? 1 : predictions_in.size() / count),
        predictions(predictions_in.cast(DType::f64)),
        targets(targets_in.cast(DType::f64)) {}

  double prediction(std::int64_t row, std::int64_t column) const {
    return predictions.values<double>()[index(row * columns + column)];
  }
  bool labels() const { return task == Task::multilabel; }
  /// The value or label of a column of targets.
  double target(std::int64_t row, std::int64_t column) const {
    return targets.values<double>()[index(
        row * (labels() || task == Task::regression ? columns : 1) + column)];
  }
  std::int64_t classes() const { return columns == 1 ? 2 : columns; }
  std::int64_t actual(std::int64_t row) const {
    return static_cast<std::int64_t>(targets.values<double>()[index(row)]);
  }
  std::int64_t predicted(std::int64_t row) const {
    if (columns == 1) return prediction(row, 0) > 0.5 ? 1 : 0;
    const auto values = predictions.values<double>().subspan(index(row * columns), index(columns));
    return std::ranges::max_element(values) - values.begin();
  }
  /// Whether column `column` is the right answer of the row.
  bool positive(std::int64_t row, std::int64_t column) const {
    if (labels()) return target(row, column) > 0.5;
    return actual(row) == (columns == 1 ? 1 : column);
  }

  Task task;
  std::int64_t count;
  std::int64_t columns;
  Tensor predictions;
  Tensor targets;
};

/// A metric that is a mean over the rows: its value of each row alone, by the metric itself.
std::vector<double> values_of_rows(const nn::AnyMetric& metric, const Tensor& predictions,
                                   const Tensor& targets) {
  std::vector<double> values;
  for (std::int64_t row = 0; row < predictions.shape()[0]; ++row) {
    const std::vector<std::int64_t> one = {row};
    values.push_back(nn::evaluate(metric, predictions.rows(one), targets.rows(one)));
  }
  return values;
}

double mean(const std::vector<double>& values, Counts counts) {
  double sum = 0.0;
  double total = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (counts[i] == 0.0) continue;
    sum += counts[i] * values[i];
    total += counts[i];
  }
  return total == 0.0 ? kNaN : sum / total;
}

/// Areas under the curves of a column: rows from the highest score down, ties marked.
struct Ranking {
  std::vector<std::int64_t> order;
  std::vector<bool> new_score;
  std::vector<bool> positive;

  Ranking(const Rows& rows, std::int64_t column) : order(index(rows.count)) {
    std::iota(order.begin(), order.end(), std::int64_t{0});
    std::ranges::stable_sort(order, [&](std::int64_t a, std::int64_t b) {
      return rows.prediction(a, column) > rows.prediction(b, column);
    });
    for (std::size_t i = 0; i < order.size(); ++i) {
      new_score.push_back(i == 0 || rows.prediction(order[i], column) !=
                                        rows.prediction(order[i - 1], column));
      positive.push_back(rows.positive(order[i], column));
    }
  }

  /// Calls `level(positives, negatives)` for each score.
  template <class Level>
  void each_level(Counts counts, const Level& level) const {
    double yes = 0.0;
    double no = 0.0;
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (new_score[i] && yes + no > 0.0) {
        level(yes, no);
        yes = no = 0.0;
      }
      (positive[i] ? yes : no) += counts[index(order[i])];
    }
    if (yes + no > 0.0) level(yes, no);
  }

  double roc_area(Counts counts) const {
    double above = 0.0;
    double negatives = 0.0;
    double area = 0.0;
    each_level(counts, [&](double yes, double no) {
      area += no * (above + 0.5 * yes);
      above += yes;
      negatives += no;
    });
    return above * negatives == 0.0 ? kNaN : area / (above * negatives);
  }

  double average_precision(Counts counts) const {
    double hits = 0.0;
    double taken = 0.0;
    double sum = 0.0;
    each_level(counts, [&](double yes, double no) {
      hits += yes;
      taken += yes + no;
      if (yes > 0.0) sum += yes * (hits / taken);
    });
    return hits == 0.0 ? kNaN : sum / hits;
  }
};

Part ranking_part(const Rows& rows, double (Ranking::*area)(Counts) const) {
  std::vector<Ranking> rankings;
  for (std::int64_t c = 0; c < rows.columns; ++c) rankings.emplace_back(rows, c);
  return [rankings = std::move(rankings), area](Counts counts) {
    double sum = 0.0;
    int defined = 0;
    for (const Ranking& ranking : rankings) {
      const double value = (ranking.*area)(counts);
      if (std::isnan(value)) continue;
      sum += value;
      ++defined;
    }
    return defined == 0 ? kNaN : sum / defined;
  };
}

/// F1 from hits, predicted and actual of each class: of the second class when there are two.
Part f1_part(const Rows& rows) {
  struct Pair {
    std::size_t row, actual, predicted;  // classes, or labels + 1 where it is one, else 0
  };
  const std::int64_t classes = rows.labels() ? rows.columns : rows.classes();
  std::vector<Pair> pairs;
  for (std::int64_t row = 0; row < rows.count; ++row) {
    if (!rows.labels()) {
      pairs.push_back({index(row), index(rows.actual(row)) + 1, index(rows.predicted(row)) + 1});
      continue;
    }
    for (std::int64_t c = 0; c < rows.columns; ++c) {
      pairs.push_back({index(row), rows.positive(row, c) ? index(c) + 1 : 0,
                       rows.prediction(row, c) > 0.5 ? index(c) + 1 : 0});
    }
  }
  const bool second_only = !rows.labels() && rows.columns == 1;
  const bool labels = rows.labels();
  return [=](Counts counts) {
    std::vector<double> hits(index(classes) + 1, 0.0);
    std::vector<double> both(index(classes) + 1, 0.0);  // predicted + actual
    for (const Pair& pair : pairs) {
      const double count = counts[pair.row];
      if (pair.actual == pair.predicted) hits[pair.actual] += count;
      both[pair.actual] += count;
      both[pair.predicted] += count;
    }
    const auto f1 = [&](std::size_t c) { return both[c] == 0.0 ? 0.0 : 2.0 * hits[c] / both[c]; };
    if (second_only) return f1(2);
    double sum = 0.0;
    int seen = 0;
    for (std::size_t c = 1; c < both.size(); ++c) {
      if (both[c] == 0.0 && !labels) continue;
      sum += f1(c);
      ++seen;
    }
    return seen == 0 ? kNaN : sum / seen;
  };
}

/// Expected calibration error, 15 bins as the metric has.
Part calibration_part(const Rows& rows) {
  constexpr int kBins = 15;
  struct Example {
    std::size_t row, bin;
    double gap;  // probability - observed
  };
  std::vector<Example> examples;
  const auto add = [&](std::int64_t row, double p, bool right) {
    const int bin = std::clamp(static_cast<int>(std::ceil(p * kBins)) - 1, 0, kBins - 1);
    examples.push_back({index(row), static_cast<std::size_t>(bin), p - (right ? 1.0 : 0.0)});
  };
  for (std::int64_t row = 0; row < rows.count; ++row) {
    if (rows.labels() || rows.columns == 1) {
      for (std::int64_t c = 0; c < rows.columns; ++c) {
        add(row, rows.prediction(row, c), rows.positive(row, c));
      }
    } else {
      const std::int64_t best = rows.predicted(row);
      add(row, rows.prediction(row, best), rows.actual(row) == best);
    }
  }
  return [examples = std::move(examples)](Counts counts) {
    std::array<double, kBins> gaps{};
    double total = 0.0;
    for (const Example& example : examples) {
      gaps[example.bin] += counts[example.row] * example.gap;
      total += counts[example.row];
    }
    double sum = 0.0;
    for (const double gap : gaps) sum += std::abs(gap);
    return total == 0.0 ? kNaN : sum / total;
  };
}

struct Spread {
  double squared = 0.0;  ///< mean of (prediction - target)²
  double variance = 0.0;
};

/// Of one output, with the targets' mean taken off first so that no digits are lost.
Spread spread(const Rows& rows, std::int64_t column, Counts counts) {
  double total = 0.0;
  double target_mean = 0.0;
  for (std::int64_t i = 0; i < rows.count; ++i) {
    total += counts[index(i)];
    target_mean += counts[index(i)] * rows.target(i, column);
  }
  target_mean /= total;
  Spread sums;
  for (std::int64_t i = 0; i < rows.count; ++i) {
    const double error = rows.prediction(i, column) - rows.target(i, column);
    const double distance = rows.target(i, column) - target_mean;
    sums.squared += counts[index(i)] * error * error / total;
    sums.variance += counts[index(i)] * distance * distance / total;
  }
  return sums;
}

Part regression_part(const Rows& rows, double (*score)(const Spread&)) {
  return [rows, score](Counts counts) {
    double sum = 0.0;
    for (std::int64_t c = 0; c < rows.columns; ++c) sum += score(spread(rows, c, counts));
    return sum / static_cast<double>(rows.columns);
  };
}

Part part_of(const nn::AnyMetric& metric, const Rows& rows, const Tensor& predictions,
             const Tensor& targets) {
  const std::string& name = metric.name();
  if (name == "roc_auc") return ranking_part(rows, &Ranking::roc_area);
  if (name == "pr_auc") return ranking_part(rows, &Ranking::average_precision);
  if (name == "f1") return f1_part(rows);
  if (name == "ece") return calibration_part(rows);
  if (name == "rmse") {
    return regression_part(rows, [](const Spread& s) { return std::sqrt(s.squared); });
  }
  if (name == "r2") {
    return regression_part(rows, [](const Spread& s) {
      return s.variance == 0.0 ? kNaN : 1.0 - s.squared / s.variance;
    });
  }
  return [values = values_of_rows(metric, predictions, targets)](Counts counts) {
    return mean(values, counts);
  };
}

}  // namespace

std::vector<nn::AnyMetric> task_metrics(Task task) {
  return nn::default_metrics(metric_task(task));
}

ResampledMetrics::ResampledMetrics(Task task, const Tensor& predictions, const Tensor& targets)
    : rows_(predictions.shape()[0]), predictions_(predictions.size()) {
  const Tensor fitting =
      targets.size() == predictions.size() ? targets.reshaped(predictions.shape()) : targets;
  const Rows rows(task, predictions, fitting);
  for (const nn::AnyMetric& metric : task_metrics(task)) {
    names_.push_back(metric.name());
    parts_.push_back(part_of(metric, rows, predictions, fitting));
  }
}

std::vector<double> ResampledMetrics::at(std::span<const double> counts) const {
  std::vector<double> values;
  for (const auto& part : parts_) values.push_back(part(counts));
  return values;
}

}  // namespace ganglion::train
