#include "ganglion/train/fitting/row_weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "ganglion/core/error.h"

namespace ganglion::train {
namespace {

/// Gives every output weights of its own, so that they can be changed one by one.
void spread_weights(data::Dataset& data) {
  const std::size_t outputs = data.outputs().size();
  if (!data.sample_weights) {
    data.sample_weights = Tensor(Shape{data.rows()});
    std::ranges::fill(data.sample_weights->values<float>(), 1.0F);
  }
  if (data.more_sample_weights.empty())
    data.more_sample_weights.assign(outputs - 1, *data.sample_weights);
}

void check_factors(const std::vector<double>& factors) {
  for (double factor : factors) {
    if (std::isfinite(factor) && factor >= 0.0) continue;
    throw Error(
        fmt::format("fit: a class weight is {}; it must be finite and not negative", factor));
  }
}

void multiply(Tensor& weights, const Tensor& targets, const std::vector<double>& factors,
              std::size_t output) {
  check_factors(factors);
  if (targets.size() != weights.size()) {
    throw Error(fmt::format(
        "fit: class weights of output {} need one class label for each row, but its targets are {}",
        output, targets.shape().to_string()));
  }
  const Tensor labels = targets.cast(DType::f64);
  for (std::size_t i = 0; i < static_cast<std::size_t>(weights.size()); ++i) {
    const double label = labels.values<double>()[i];
    const bool known =
        label >= 0.0 && label == std::floor(label) && label < static_cast<double>(factors.size());
    if (!known) {
      throw Error(fmt::format(
          "fit: row {} of output {} has the label {}, but there are {} class weights; give one for "
          "each class",
          i + 1, output, label, factors.size()));
    }
    weights.values<float>()[i] *= static_cast<float>(factors[static_cast<std::size_t>(label)]);
  }
}

}  // namespace

void apply_class_weights(data::Dataset& data,
                         const std::vector<std::vector<double>>& class_weights) {
  const auto has_any = [](const std::vector<double>& factors) { return !factors.empty(); };
  if (std::ranges::none_of(class_weights, has_any)) return;
  spread_weights(data);
  for (std::size_t i = 0; i < class_weights.size(); ++i) {
    if (class_weights[i].empty()) continue;
    if (i >= data.outputs().size()) {
      throw Error(fmt::format("fit: class weights for output {}, but there are {} outputs", i,
                              data.outputs().size()));
    }
    Tensor& weights = i == 0 ? *data.sample_weights : data.more_sample_weights[i - 1];
    multiply(weights, *data.outputs()[i], class_weights[i], i);
  }
}

}  // namespace ganglion::train
