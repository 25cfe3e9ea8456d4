#include "ganglion/train/fitting/epoch_metrics.h"

#include <cstring>
#include <limits>

#include "ganglion/train/named_outputs.h"

namespace ganglion::train {

EpochMetrics::EpochMetrics(const CompileOptions& options, const nn::Network& network) {
  if (!has_metrics(options)) return;
  shapes_ = network.output_shapes();
  for (std::size_t i = 0; i < shapes_.size(); ++i) {
    names_.push_back(numbered("prediction", i));
    for (const nn::AnyMetric& metric : metrics_of(options, i))
      metrics_.push_back({value_name(options, metric.name(), i), i, metric.make()});
  }
}

void EpochMetrics::start_epoch() {
  for (const Measured& measured : metrics_) measured.metric->reset();
}

void EpochMetrics::start_block(std::int64_t rows) {
  if (shapes_.empty() || (!predictions_.empty() && predictions_[0].shape()[0] == rows)) return;
  predictions_.clear();
  for (const Shape& shape : shapes_) predictions_.emplace_back(shape.prepended(rows));
}

void EpochMetrics::keep(const Engine::BoundPlan& prepared, std::span<const std::int64_t> rows) {
  for (std::size_t i = 0; i < predictions_.size(); ++i) {
    const std::size_t row =
        predictions_[i].bytes() / static_cast<std::size_t>(predictions_[i].shape()[0]);
    auto* to = static_cast<std::byte*>(predictions_[i].data());
    const auto* from = static_cast<const std::byte*>(prepared.plan->output(names_[i]));
    for (const std::int64_t index : rows) {
      std::memcpy(to + static_cast<std::size_t>(index) * row, from, row);
      from += row;
    }
  }
}

void EpochMetrics::end_block(const data::Dataset& block) {
  const auto targets = block.outputs();
  for (const Measured& measured : metrics_) {
    const std::size_t i = measured.output;
    nn::in_parts(predictions_[i], *targets[i], block.weights_of(i),
                 [&](const Tensor& p, const Tensor& t, const Tensor* w) {
                   w == nullptr ? measured.metric->update(p, t) : measured.metric->update(p, t, *w);
                 });
  }
}

void EpochMetrics::append_to(std::vector<std::pair<std::string, double>>& values,
                             bool complete) const {
  for (const Measured& measured : metrics_) {
    values.emplace_back(measured.name, complete ? measured.metric->result()
                                                : std::numeric_limits<double>::quiet_NaN());
  }
}

}  // namespace ganglion::train
