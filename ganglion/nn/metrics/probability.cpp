#include "ganglion/nn/metrics/probability.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/nn/metrics/labels.h"
#include "ganglion/nn/metrics/row_mean.h"

namespace ganglion::nn {
namespace {

// A mean over rows of something that compares probabilities with the truth.
class ProbabilityMetric : public RowMean {
 public:
  ProbabilityMetric(const char* name, bool multilabel) : name_(name), multilabel_(multilabel) {}
  std::string name() const final { return name_; }

 protected:
  virtual double of_yes_no(const MetricBatch& batch, double p, bool yes) const = 0;
  virtual double of_classes(const MetricBatch& batch, std::int64_t row) const = 0;

  void check(const MetricBatch& batch) const final {
    multilabel_ ? check_labels(batch, name_) : check_classes(batch, name_);
    check_probabilities(batch, name_);
  }

  double of_row(const MetricBatch& batch, std::int64_t row) const final {
    if (!multilabel_ && batch.columns > 1) return of_classes(batch, row);
    double sum = 0.0;
    for (std::int64_t c = 0; c < batch.columns; ++c) {
      sum += of_yes_no(batch, batch.prediction(row, c), actual_label(batch, row, c, name_));
    }
    return sum / static_cast<double>(batch.columns);
  }

  // How much of each class the row is: 0 or 1 for labels, as given for one-hot and soft targets.
  std::vector<double> truth(const MetricBatch& batch, std::int64_t row) const {
    std::vector<double> shares(static_cast<std::size_t>(batch.columns), 0.0);
    if (batch.target_columns == 1) {
      shares[static_cast<std::size_t>(actual_class(batch, row, name_))] = 1.0;
      return shares;
    }
    for (std::int64_t c = 0; c < batch.columns; ++c) {
      const double share = batch.target(row, c);
      if (!(share >= 0.0 && share <= 1.0)) {
        throw Error(
            fmt::format("{}: target {} in row {}, class {} of {} classes is outside [0, 1]; "
                        "give one-hot rows or class indices",
                        name_, share, row, c, batch.columns));
      }
      shares[static_cast<std::size_t>(c)] = share;
    }
    return shares;
  }

 private:
  const char* name_;
  bool multilabel_;
};

class LogLossMetric final : public ProbabilityMetric {
 public:
  explicit LogLossMetric(LogLoss options)
      : ProbabilityMetric("log_loss", options.multilabel), options_(options) {}

 protected:
  double of_yes_no(const MetricBatch& batch, double p, bool yes) const override {
    p = inside(batch, p);
    return yes ? -std::log(p) : -std::log1p(-p);
  }

  double of_classes(const MetricBatch& batch, std::int64_t row) const override {
    const std::vector<double> shares = truth(batch, row);
    double sum = 0.0;
    double loss = 0.0;
    double whole = 0.0;
    for (std::int64_t c = 0; c < batch.columns; ++c) {
      const double p = inside(batch, batch.prediction(row, c));
      const double share = shares[static_cast<std::size_t>(c)];
      sum += p;
      whole += share;
      if (share > 0.0) loss -= share * std::log(p);
    }
    return loss + whole * std::log(sum);
  }

 private:
  double inside(const MetricBatch& batch, double p) const {
    const double epsilon = options_.epsilon > 0.0 ? options_.epsilon : batch.epsilon;
    return std::clamp(p, epsilon, 1.0 - epsilon);
  }

  LogLoss options_;
};

class BrierMetric final : public ProbabilityMetric {
 public:
  explicit BrierMetric(Brier options) : ProbabilityMetric("brier", options.multilabel) {}

 protected:
  double of_yes_no(const MetricBatch&, double p, bool yes) const override {
    const double distance = p - (yes ? 1.0 : 0.0);
    return distance * distance;
  }

  double of_classes(const MetricBatch& batch, std::int64_t row) const override {
    const std::vector<double> shares = truth(batch, row);
    double sum = 0.0;
    for (std::int64_t c = 0; c < batch.columns; ++c) {
      const double distance = batch.prediction(row, c) - shares[static_cast<std::size_t>(c)];
      sum += distance * distance;
    }
    return sum;
  }
};

}  // namespace

std::unique_ptr<Metric> LogLoss::make() const {
  if (!(epsilon >= 0.0 && epsilon < 0.5)) {
    throw Error(fmt::format("log_loss: epsilon is {}; it must be in [0, 0.5)", epsilon));
  }
  return std::make_unique<LogLossMetric>(*this);
}

std::unique_ptr<Metric> Brier::make() const {
  return std::make_unique<BrierMetric>(*this);
}

}  // namespace ganglion::nn
