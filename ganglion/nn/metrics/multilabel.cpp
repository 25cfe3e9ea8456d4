#include "ganglion/nn/metrics/multilabel.h"

#include <utility>

#include "ganglion/nn/metrics/labels.h"
#include "ganglion/nn/metrics/row_mean.h"

namespace ganglion::nn {
namespace {

bool is_right(const MetricBatch& batch, std::int64_t row, std::int64_t label, double threshold,
              const std::string& metric) {
  return actual_label(batch, row, label, metric) == (batch.prediction(row, label) > threshold);
}

class PerLabelAccuracyMetric final : public Metric {
 public:
  explicit PerLabelAccuracyMetric(PerLabelAccuracy options) : options_(options) {}
  std::string name() const override { return name_; }

  std::vector<double> per_output() const override {
    std::vector<double> shares;
    for (const double hits : hits_) shares.push_back(ratio(hits, weight_));
    return shares;
  }

 protected:
  void add(const MetricBatch& batch) override {
    check_labels(batch, name_);
    std::vector<double> hits = hits_;  // so that a bad label leaves nothing half counted
    hits.resize(static_cast<std::size_t>(batch.columns));
    double total = 0.0;
    for (std::int64_t row = 0; row < batch.rows; ++row) {
      total += batch.weight(row);
      for (std::int64_t label = 0; label < batch.columns; ++label) {
        if (is_right(batch, row, label, options_.threshold, name_)) {
          hits[static_cast<std::size_t>(label)] += batch.weight(row);
        }
      }
    }
    hits_ = std::move(hits);
    weight_ += total;
  }

  double value() const override {
    double sum = 0.0;
    for (const double hits : hits_) sum += hits;
    return ratio(sum, weight_ * static_cast<double>(hits_.size()));
  }

  void clear() override {
    hits_.clear();
    weight_ = 0.0;
  }

 private:
  const std::string name_ = "per_label_accuracy";
  PerLabelAccuracy options_;
  std::vector<double> hits_;  // for each label the weight of right answers
  double weight_ = 0.0;
};

class SubsetAccuracyMetric final : public RowMean {
 public:
  explicit SubsetAccuracyMetric(SubsetAccuracy options) : options_(options) {}
  std::string name() const override { return name_; }

 protected:
  void check(const MetricBatch& batch) const override { check_labels(batch, name_); }
  double of_row(const MetricBatch& batch, std::int64_t row) const override {
    bool all = true;
    for (std::int64_t label = 0; label < batch.columns; ++label) {
      all = is_right(batch, row, label, options_.threshold, name_) && all;
    }
    return all ? 1.0 : 0.0;
  }

 private:
  const std::string name_ = "subset_accuracy";
  SubsetAccuracy options_;
};

}  // namespace

std::unique_ptr<Metric> PerLabelAccuracy::make() const {
  return std::make_unique<PerLabelAccuracyMetric>(*this);
}

std::unique_ptr<Metric> SubsetAccuracy::make() const {
  return std::make_unique<SubsetAccuracyMetric>(*this);
}

}  // namespace ganglion::nn
