#include "ganglion/train/report_metrics.h"

#include "ganglion/train/named_outputs.h"

namespace ganglion::train {

void add_metrics(std::vector<std::pair<std::string, double>>& values, const CompileOptions& options,
                 const data::Dataset& data, const std::vector<Tensor>& predictions,
                 const std::string& prefix) {
  const auto targets = data.outputs();
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    for (const nn::AnyMetric& metric : metrics_of(options, i)) {
      const Tensor* weights = data.weights_of(i);
      const double value = weights == nullptr
                               ? nn::evaluate(metric, predictions[i], *targets[i])
                               : nn::evaluate(metric, predictions[i], *targets[i], *weights);
      values.emplace_back(prefix + value_name(options, metric.name(), i), value);
    }
  }
}

}  // namespace ganglion::train
