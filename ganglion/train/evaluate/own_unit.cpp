#include "ganglion/train/evaluate/own_unit.h"

#include <utility>

namespace ganglion::train {
namespace {

class OwnUnitMetric final : public nn::Metric {
 public:
  OwnUnitMetric(std::unique_ptr<nn::Metric> metric, std::vector<data::TargetColumn> targets)
      : metric_(std::move(metric)), targets_(std::move(targets)) {}

  std::string name() const override { return metric_->name(); }
  std::vector<double> per_output() const override { return metric_->per_output(); }

 protected:
  void add(const nn::MetricBatch& batch) override {
    const Shape shape{batch.rows, batch.columns};
    Tensor predictions = unscaled(batch.predictions, shape);
    Tensor targets = unscaled(batch.targets, Shape{batch.rows, batch.target_columns});
    if (batch.weights.empty()) return metric_->update(predictions, targets);
    const std::vector<double> weights(batch.weights.begin(), batch.weights.end());
    metric_->update(predictions, targets, Tensor::of(Shape{batch.rows}, weights));
  }
  double value() const override { return metric_->result(); }
  void clear() override { metric_->reset(); }

 private:
  Tensor unscaled(std::span<const double> values, const Shape& shape) const {
    Tensor result = Tensor::of(shape, values);
    auto numbers = result.values<double>();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const data::TargetColumn& target = targets_[i % targets_.size()];
      numbers[i] = numbers[i] * target.std + target.mean;
    }
    return result;
  }

  std::unique_ptr<nn::Metric> metric_;
  std::vector<data::TargetColumn> targets_;
};

}  // namespace

std::unique_ptr<nn::Metric> OwnUnit::make() const {
  return std::make_unique<OwnUnitMetric>(metric.make(), targets);
}

}  // namespace ganglion::train
