#include "ganglion/nn/metrics/classification.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/nn/metrics/labels.h"
#include "ganglion/nn/metrics/row_mean.h"

namespace ganglion::nn {
namespace {

class AccuracyMetric final : public RowMean {
 public:
  explicit AccuracyMetric(Accuracy options) : options_(options) {}
  std::string name() const override { return "accuracy"; }

 protected:
  void check(const MetricBatch& batch) const override { check_classes(batch, name()); }
  double of_row(const MetricBatch& batch, std::int64_t row) const override {
    const std::int64_t predicted = predicted_class(batch, row, options_.threshold);
    return actual_class(batch, row, "accuracy") == predicted ? 1.0 : 0.0;
  }

 private:
  Accuracy options_;
};

class TopKMetric final : public RowMean {
 public:
  explicit TopKMetric(TopK options)
      : options_(options), name_(fmt::format("top_{}_accuracy", options.k)) {}
  std::string name() const override { return name_; }

 protected:
  void check(const MetricBatch& batch) const override {
    check_classes(batch, name_);
    if (batch.columns < 2) {
      throw Error(
          fmt::format("{}: predictions {} have one column, for targets {}; use accuracy for "
                      "a sigmoid output",
                      name_, batch.prediction_shape.to_string(), batch.target_shape.to_string()));
    }
  }

  double of_row(const MetricBatch& batch, std::int64_t row) const override {
    const std::int64_t actual = actual_class(batch, row, name_);
    const double p = batch.prediction(row, actual);
    int ahead = 0;
    for (std::int64_t c = 0; c < batch.columns; ++c) {
      const double other = batch.prediction(row, c);
      if (other > p || (other == p && c < actual)) ++ahead;
    }
    return ahead < options_.k ? 1.0 : 0.0;
  }

 private:
  TopK options_;
  std::string name_;
};

}  // namespace

std::unique_ptr<Metric> Accuracy::make() const {
  return std::make_unique<AccuracyMetric>(*this);
}

std::unique_ptr<Metric> TopK::make() const {
  if (k < 1) throw Error(fmt::format("top-k accuracy: k is {}; it must be at least 1", k));
  return std::make_unique<TopKMetric>(*this);
}

}  // namespace ganglion::nn
