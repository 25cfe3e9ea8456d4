#include "ganglion/nn/metrics/calibration.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/nn/metrics/labels.h"

namespace ganglion::nn {
namespace {

class CalibrationMetric final : public Metric {
 public:
  explicit CalibrationMetric(ExpectedCalibrationError options)
      : options_(options), sums_(static_cast<std::size_t>(options.bins)) {}

  std::string name() const override { return "ece"; }

  std::vector<CalibrationBin> bins() const {
    std::vector<CalibrationBin> bins;
    for (const Sums& s : sums_) {
      bins.push_back({s.weight, ratio(s.probability, s.weight), ratio(s.observed, s.weight)});
    }
    return bins;
  }

 protected:
  void add(const MetricBatch& batch) override {
    options_.multilabel ? check_labels(batch, name()) : check_classes(batch, name());
    check_probabilities(batch, name());
    std::vector<Sums> sums = sums_;  // so that a bad label leaves nothing half counted
    for (std::int64_t row = 0; row < batch.rows; ++row) {
      const double weight = batch.weight(row);
      if (options_.multilabel || batch.columns == 1) {
        for (std::int64_t c = 0; c < batch.columns; ++c) {
          count(sums, batch.prediction(row, c), actual_label(batch, row, c, name()), weight);
        }
      } else {
        const std::int64_t best = predicted_class(batch, row, 0.5);
        count(sums, batch.prediction(row, best), actual_class(batch, row, name()) == best, weight);
      }
    }
    sums_ = std::move(sums);
  }

  double value() const override {
    double gaps = 0.0;
    double total = 0.0;
    for (const Sums& s : sums_) {
      gaps += std::abs(s.probability - s.observed);
      total += s.weight;
    }
    return ratio(gaps, total);
  }

  void clear() override { std::ranges::fill(sums_, Sums{}); }

 private:
  // Sums over the examples of a bin, each times its weight.
  struct Sums {
    double weight = 0.0;
    double probability = 0.0;
    double observed = 0.0;
  };

  void count(std::vector<Sums>& sums, double p, bool true_one, double weight) const {
    const auto bin =
        static_cast<std::int64_t>(std::ceil(p * static_cast<double>(options_.bins))) - 1;
    Sums& s = sums[static_cast<std::size_t>(std::clamp<std::int64_t>(bin, 0, options_.bins - 1))];
    s.weight += weight;
    s.probability += weight * p;
    if (true_one) s.observed += weight;
  }

  ExpectedCalibrationError options_;
  std::vector<Sums> sums_;
};

std::unique_ptr<CalibrationMetric> make_calibration(const ExpectedCalibrationError& options) {
  if (options.bins < 1) {
    throw Error(fmt::format("ece: bins is {}; it must be at least 1", options.bins));
  }
  return std::make_unique<CalibrationMetric>(options);
}

}  // namespace

std::unique_ptr<Metric> ExpectedCalibrationError::make() const {
  return make_calibration(*this);
}

std::vector<CalibrationBin> calibration_bins(const Tensor& predictions, const Tensor& targets,
                                             const ExpectedCalibrationError& options) {
  const auto metric = make_calibration(options);
  metric->update(predictions, targets);
  return metric->bins();
}

}  // namespace ganglion::nn
