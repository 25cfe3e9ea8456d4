#include "ganglion/train/job/network/output_layer.h"

#include <algorithm>
#include <cmath>

#include "ganglion/train/job/typed_output.h"

namespace ganglion::train {
namespace {

using data::Task;
using nn::Activation;

/// The weighted sum of which the activation makes `value`.
double inverse_activation(Activation activation, double value) {
  if (activation == Activation::sigmoid) {
    const double inside = std::clamp(value, 1e-3, 1 - 1e-3);
    return std::log(inside / (1 - inside));
  }
  if (activation == Activation::softplus) {
    // log(e^y - 1), where e^y may be too large for a number.
    const double above = std::max(value, 1e-3);
    return above + std::log(-std::expm1(-above));
  }
  return value;
}

/// Means of the scaled targets.
std::vector<double> means_of(const Tensor& targets, std::size_t columns) {
  std::vector<double> means(columns, 0.0);
  const auto values = targets.values<float>();
  for (std::size_t i = 0; i < values.size(); ++i) means[i % columns] += values[i];
  for (double& mean : means)
    mean *= static_cast<double>(columns) / static_cast<double>(values.size());
  return means;
}

}  // namespace

nn::Dense output_layer(const Job& job, const JobData& data) {
  const data::PreprocessingState& state = data.preprocessing.state();
  nn::Dense dense = typed_output(job, state).value_or(nn::Dense{.units = output_units(state)});
  dense.activation = Activation::linear;
  if (state.task != Task::regression) return dense;
  dense.activation = job.output.value_or(Activation::linear);
  if (dense.bias_initializer != nn::Dense{}.bias_initializer ||
      std::ranges::all_of(state.targets, [](const auto& target) { return target.mean != 0; })) {
    return dense;  // scaled to mean 0
  }
  std::vector<double> begin = means_of(data.train.targets, state.targets.size());
  for (double& mean : begin) mean = inverse_activation(dense.activation, mean);
  dense.bias_initializer = nn::values(std::move(begin));
  return dense;
}

}  // namespace ganglion::train
