#include "ganglion/train/evaluate/temperature.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/nn/layers/dense.h"
#include "ganglion/nn/layers/mean.h"

namespace ganglion::train {
namespace {

using data::Task;

/// log(1 + e^x), finite for any x.
double softplus(double x) {
  return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
}

/// The log-loss of logits times `scale`, mean over the rows (and labels).
class LogLossOfScale {
 public:
  LogLossOfScale(Task task, const Tensor& logits, const Tensor& targets)
      : one_of_many_(task == Task::multiclass),
        rows_(logits.shape()[0]),
        columns_(rows_ == 0 ? 1 : logits.size() / rows_),
        logits_(logits),
        targets_(targets.cast(DType::f64)) {}

  /// The mean over the rows, with answers that are sure but for `doubt`.
  double operator()(double scale, double doubt) const {
    double sum = 0.0;
    for (std::int64_t row = 0; row < rows_; ++row) sum += of_row(row, scale, doubt);
    return sum / static_cast<double>(rows_);
  }

  /// That of rows of which none was wrong: were the answers sure, any scale would be too small.
  /// The chance of one more row to be another (Laplace's rule, as Platt has it for his scaling).
  double doubt() const { return 1.0 / (static_cast<double>(rows_) + 2.0); }

  /// Whether the mean gain of the rows is more than twice its standard error.
  bool gains(double scale, double doubt) const {
    double sum = 0.0;
    double squares = 0.0;
    for (std::int64_t row = 0; row < rows_; ++row) {
      const double gain = of_row(row, 1.0, doubt) - of_row(row, scale, doubt);
      sum += gain;
      squares += gain * gain;
    }
    const auto count = static_cast<double>(rows_);
    const double variance = (squares - sum * sum / count) / std::max(count - 1.0, 1.0);
    return sum / count > 2.0 * std::sqrt(std::max(variance, 0.0) / count) && sum / count > 1e-6;
  }

 private:
  double of_row(std::int64_t row, double scale, double doubt) const {
    const auto width = static_cast<std::size_t>(columns_);
    const auto first = static_cast<std::size_t>(row) * width;
    const auto z = logits_.values<float>().subspan(first, width);
    const auto y = targets_.values<double>();
    double sum = 0.0;
    if (!one_of_many_) {
      for (std::size_t i = 0; i < width; ++i) {
        const double yes = y[first + i] * (1.0 - 2.0 * doubt) + doubt;
        const auto logit = static_cast<double>(z[i]);
        sum += softplus(scale * logit) - yes * scale * logit;
      }
      return sum / static_cast<double>(width);
    }
    const double most = static_cast<double>(*std::ranges::max_element(z));
    double all = 0.0;
    for (const float logit : z) {
      const auto value = static_cast<double>(logit);
      sum += std::exp(scale * (value - most));
      all += value - most;
    }
    const auto actual = static_cast<std::size_t>(y[static_cast<std::size_t>(row)]);
    const double right = static_cast<double>(z[actual]) - most;
    const double others = (all - right) / std::max<double>(static_cast<double>(width) - 1.0, 1.0);
    return std::log(sum) - scale * ((1.0 - doubt) * right + doubt * others);
  }

  bool one_of_many_;
  std::int64_t rows_;
  std::int64_t columns_;
  const Tensor& logits_;
  Tensor targets_;
};

/// The least of a function with one valley, by golden sections.
template <class Function>
double least(const Function& function, double low, double high) {
  constexpr double kGolden = 1.0 / std::numbers::phi;
  double a = high - kGolden * (high - low);
  double b = low + kGolden * (high - low);
  double at_a = function(a);
  double at_b = function(b);
  while (high - low > 1e-6) {
    if (at_a < at_b) {
      high = b;
      b = a;
      at_b = at_a;
      a = high - kGolden * (high - low);
      at_a = function(a);
    } else {
      low = a;
      a = b;
      at_a = at_b;
      b = low + kGolden * (high - low);
      at_b = function(b);
    }
  }
  return 0.5 * (low + high);
}

/// The layer that gives a value of the network, if it is a dense one without activation: adds its
/// path, or those of the layers whose mean it is. False for any other.
bool add_output_paths(const nn::Network& network, int value, std::vector<std::string>& paths) {
  const int call = value - static_cast<int>(network.inputs().size());
  if (call < 0) return false;
  const nn::LayerCall& last = network.calls()[static_cast<std::size_t>(call)];
  if (last.handle.as<nn::Mean>() != nullptr) {
    return std::ranges::all_of(last.inputs,
                               [&](int input) { return add_output_paths(network, input, paths); });
  }
  const auto* dense = last.handle.as<nn::Dense>();
  if (dense == nullptr || dense->activation != nn::Activation::linear) return false;
  paths.push_back(last.layer);
  return true;
}

/// The paths of the output layers; none when they are not dense ones without activation.
std::vector<std::string> output_paths(const nn::Network& network) {
  std::vector<std::string> paths;
  if (network.outputs().size() != 1) return {};
  if (!add_output_paths(network, network.outputs()[0], paths)) return {};
  return paths;
}

void divide_parameter(Model& model, const std::string& path, double by) {
  if (model.network().layout().find(path) == nullptr) return;
  Tensor weight = model.weight(path);
  for (float& value : weight.values<float>()) {
    value = static_cast<float>(static_cast<double>(value) / by);
  }
  model.set_weight(path, weight);
}

}  // namespace

Temperature fit_temperature(Task task, const Tensor& logits, const Tensor& targets) {
  if (task == Task::regression) throw Error("temperature: regression has no probabilities");
  Temperature result;
  const std::int64_t rows = logits.shape()[0];
  if (rows == 0) return result;
  const LogLossOfScale loss(task, logits, targets);
  const double most = std::log(20.0);
  const auto best = [&](double doubt) {
    return least([&](double x) { return loss(std::exp(x), doubt); }, -most, most);
  };
  double doubt = 0.0;
  double log_scale = best(doubt);
  if (log_scale > 0.0) {  // surer than it was: not by rows of which none happened to be wrong
    doubt = loss.doubt();
    log_scale = std::max(0.0, best(doubt));
  }
  result.loss_before = loss(1.0, 0.0);
  result.loss_after = loss(std::exp(log_scale), 0.0);
  result.helps = loss.gains(std::exp(log_scale), doubt);
  result.value = std::exp(-log_scale);
  return result;
}

Tensor logits_of(const Model& model, const data::Dataset& rows) {
  Model plain(model.network());
  plain.set_weights(model.weights().parameters, model.weights().state);
  return std::move(plain.predict(rows)[0]);
}

bool set_temperature(Model& model, double temperature) {
  const std::vector<std::string> paths = output_paths(model.network());
  for (const std::string& path : paths) {
    divide_parameter(model, path + "/kernel", temperature);
    divide_parameter(model, path + "/bias", temperature);
  }
  if (paths.empty()) return false;
  model.mutable_info().temperature = temperature;
  return true;
}

Temperature calibrate(Model& model, Task task, const data::Dataset& rows) {
  if (output_paths(model.network()).empty()) return {};
  const Temperature fitted = fit_temperature(task, logits_of(model, rows), rows.targets);
  if (fitted.helps) set_temperature(model, fitted.value);
  return fitted;
}

}  // namespace ganglion::train
