#include "ganglion/nn/metrics/regression.h"

#include <fmt/format.h>

#include <cmath>

#include "ganglion/core/error.h"
#include "ganglion/nn/metrics/labels.h"

namespace ganglion::nn {
namespace {

// What is known about one output after some rows.
struct OutputSums {
  double weight = 0.0;
  double absolute = 0.0;     // Σ w·|p − y|
  double squared = 0.0;      // Σ w·(p − y)²
  double target_mean = 0.0;  // of y, and Σ w·(y − mean)²: kept up to date row by row, since the
  double target_spread = 0.0;  // difference of two large sums would lose the digits

  void count(double p, double y, double w) {
    if (w == 0.0) return;
    weight += w;
    absolute += w * std::abs(p - y);
    squared += w * (p - y) * (p - y);
    const double distance = y - target_mean;
    target_mean += distance * (w / weight);
    target_spread += w * distance * (y - target_mean);
  }
};

double mae(const OutputSums& s) {
  return ratio(s.absolute, s.weight);
}
double mse(const OutputSums& s) {
  return ratio(s.squared, s.weight);
}
double rmse(const OutputSums& s) {
  return std::sqrt(mse(s));
}
double r2(const OutputSums& s) {
  const double unexplained = s.target_spread == 0.0 ? ratio(0.0, 0.0) : s.squared / s.target_spread;
  return 1.0 - unexplained;
}

class RegressionMetric final : public Metric {
 public:
  using Score = double (*)(const OutputSums&);

  RegressionMetric(const char* name, Score score) : name_(name), score_(score) {}
  std::string name() const override { return name_; }

  std::vector<double> per_output() const override {
    std::vector<double> scores;
    for (const OutputSums& s : outputs_) scores.push_back(score_(s));
    return scores;
  }

 protected:
  void add(const MetricBatch& batch) override {
    const bool fit = batch.prediction_shape == batch.target_shape ||
                     (batch.columns == 1 && batch.target_columns == 1);
    if (!fit) {
      throw Error(
          fmt::format("{}: predictions {} and targets {} don't fit; they must have the same "
                      "shape",
                      name_, batch.prediction_shape.to_string(), batch.target_shape.to_string()));
    }
    outputs_.resize(static_cast<std::size_t>(batch.columns));
    for (std::int64_t row = 0; row < batch.rows; ++row) {
      for (std::int64_t c = 0; c < batch.columns; ++c) {
        outputs_[static_cast<std::size_t>(c)].count(batch.prediction(row, c), batch.target(row, c),
                                                    batch.weight(row));
      }
    }
  }

  double value() const override {
    double sum = 0.0;
    for (const double score : per_output()) sum += score;
    return sum / static_cast<double>(outputs_.size());
  }

  void clear() override { outputs_.clear(); }

 private:
  const char* name_;
  Score score_;
  std::vector<OutputSums> outputs_;
};

}  // namespace

std::unique_ptr<Metric> Mae::make() const {
  return std::make_unique<RegressionMetric>("mae", mae);
}
std::unique_ptr<Metric> Mse::make() const {
  return std::make_unique<RegressionMetric>("mse", mse);
}
std::unique_ptr<Metric> Rmse::make() const {
  return std::make_unique<RegressionMetric>("rmse", rmse);
}
std::unique_ptr<Metric> R2::make() const {
  return std::make_unique<RegressionMetric>("r2", r2);
}

}  // namespace ganglion::nn
