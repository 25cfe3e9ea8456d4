#include "ganglion/train/linear/linear_model.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <span>

#include "ganglion/data/text/parallel.h"
#include "ganglion/train/evaluate/feature_rows.h"
#include "ganglion/train/linear/lbfgs.h"

namespace ganglion::train {
namespace {

using data::Task;
using Vector = std::vector<double>;

std::size_t index(std::int64_t value) {
  return static_cast<std::size_t>(value);
}

/// Of four sums at a time, which a processor adds up beside each other.
double row_product(std::span<const double> a, const double* b) {
  double sums[4] = {};  // NOLINT(modernize-avoid-c-arrays)
  std::size_t i = 0;
  for (; i + 4 <= a.size(); i += 4) {
    for (std::size_t j = 0; j < 4; ++j) sums[j] += a[i + j] * b[i + j];
  }
  for (; i < a.size(); ++i) sums[0] += a[i] * b[i];
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

/// (x - mean) * factor makes features of the training rows comparable.
struct Scales {
  Vector mean;
  Vector factor;  ///< 0 for what never changes
};

Scales scales_of(const FeatureRows& rows, int threads) {
  struct Sums {
    Vector sum, squares, first;
    std::vector<bool> indicator;
  };
  const std::size_t width = index(rows.width());
  Vector origin;  // so that squares of large numbers lose no digits
  rows.each(0, [&](std::int64_t row, std::span<const double> x) {
    if (row == 0) origin.assign(x.begin(), x.end());
  });
  origin.resize(width);
  std::vector<Sums> parts(FeatureRows::kParts,
                          {Vector(width), Vector(width), {}, std::vector<bool>(width, true)});
  data::in_parallel(parts.size(), threads, [&](std::size_t part) {
    Sums& sums = parts[part];
    rows.each(static_cast<std::int64_t>(part), [&](std::int64_t, std::span<const double> x) {
      for (std::size_t j = 0; j < width; ++j) {
        const double d = x[j] - origin[j];
        sums.sum[j] += d;
        sums.squares[j] += d * d;
        if (x[j] != 0.0 && x[j] != 1.0) sums.indicator[j] = false;
      }
    });
  });
  Scales result{Vector(width), Vector(width, 0.0)};
  const auto count = static_cast<double>(rows.rows());
  for (std::size_t j = 0; j < width; ++j) {
    double sum = 0.0;
    double squares = 0.0;
    bool indicator = true;
    for (const Sums& part : parts) {
      sum += part.sum[j];
      squares += part.squares[j];
      indicator = indicator && part.indicator[j];
    }
    const double variance = std::max(squares - sum * sum / count, 0.0) / count;
    result.mean[j] = origin[j] + sum / count;
    if (variance > 1e-12 * squares / count)
      result.factor[j] = indicator ? 1.0 : 1.0 / std::sqrt(variance);
  }
  return result;
}

double log_of_one_plus_exp(double x) {
  return x > 0.0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
}
double sigmoid(double x) {
  return x >= 0.0 ? 1.0 / (1.0 + std::exp(-x)) : std::exp(x) / (1.0 + std::exp(x));
}

/// The outputs of one row become probabilities; returns the logarithm of the sum of exponentials.
double softmax(Vector& outputs) {
  const double most = *std::ranges::max_element(outputs);
  double sum = 0.0;
  for (double& value : outputs) sum += value = std::exp(value - most);
  for (double& value : outputs) value /= sum;
  return most + std::log(sum);
}

/// The loss of the training rows and its derivatives.
class Objective {
 public:
  Objective(Task task, const data::Dataset& train, std::int64_t outputs,
            const LinearModel::Options& options)
      : task_(task),
        options_(options),
        rows_(train),
        outputs_(outputs),
        targets_(train.targets.cast(DType::f64)),
        row_weights_(train.weights_of(0)),
        scales_(scales_of(rows_, options.threads)) {
    for (std::size_t j = 0; j < options.left_out.size(); ++j) {
      if (options.left_out[j]) scales_.factor[j] = 0.0;
    }
  }

  const FeatureRows& rows() const { return rows_; }
  std::size_t size() const { return index(outputs_ * (rows_.width() + 1)); }

  double operator()(const Vector& point, Vector& gradient) const {
    const Vector weights = plain(point);
    std::vector<Vector> gradients(FeatureRows::kParts);
    Vector losses(FeatureRows::kParts);
    data::in_parallel(losses.size(), options_.threads, [&](std::size_t part) {
      gradients[part].assign(size(), 0.0);
      losses[part] = add_part(static_cast<std::int64_t>(part), weights, gradients[part]);
    });
    const auto count = static_cast<double>(rows_.rows());
    std::ranges::fill(gradient, 0.0);
    double loss = 0.0;
    for (std::size_t part = 0; part < losses.size(); ++part) {
      loss += losses[part] / count;
      for (std::size_t i = 0; i < gradient.size(); ++i) gradient[i] += gradients[part][i] / count;
    }
    return loss + scale_back(point, gradient);
  }

  /// Weights of features as they are, of those of scaled ones.
  Vector plain(const Vector& point) const {
    Vector weights = point;
    const std::size_t width = index(rows_.width());
    for (std::size_t first = 0; first < weights.size(); first += width + 1) {
      for (std::size_t j = 0; j < width; ++j) {
        weights[first + j] *= scales_.factor[j];
        weights[first + width] -= weights[first + j] * scales_.mean[j];
      }
    }
    return weights;
  }

 private:
  double add_part(std::int64_t part, const Vector& weights, Vector& gradient) const {
    const std::size_t width = index(rows_.width());
    double loss = 0.0;
    Vector outputs(index(outputs_));
    rows_.each(part, [&](std::int64_t row, std::span<const double> x) {
      for (std::size_t c = 0; c < outputs.size(); ++c) {
        const double* const own = &weights[c * (width + 1)];
        outputs[c] = row_product(x, own) + own[width];
      }
      loss += residuals(row, outputs);
      for (std::size_t c = 0; c < outputs.size(); ++c) {
        double* const own = &gradient[c * (width + 1)];
        for (std::size_t j = 0; j < width; ++j) own[j] += outputs[c] * x[j];
        own[width] += outputs[c];
      }
    });
    return loss;
  }

  /// Replaces the outputs of a row by the derivatives of its loss, which it returns.
  double residuals(std::int64_t row, Vector& outputs) const {
    const auto targets = targets_.values<double>();
    if (task_ == Task::multiclass) {
      const std::size_t actual = index(static_cast<std::int64_t>(targets[index(row)]));
      const double own = outputs[actual];
      const double loss = softmax(outputs) - own;
      outputs[actual] -= 1.0;
      return weighted(row, actual, loss, outputs);
    }
    double loss = 0.0;
    for (std::size_t c = 0; c < outputs.size(); ++c) {
      const double target = targets[index(row) * outputs.size() + c];
      const double z = outputs[c];
      if (task_ == Task::regression) {
        outputs[c] = z - target;
        loss += 0.5 * outputs[c] * outputs[c];
      } else {
        outputs[c] = sigmoid(z) - target;
        loss += log_of_one_plus_exp(z) - target * z;
      }
    }
    return weighted(row, task_ == Task::binary && targets[index(row)] > 0.5 ? 1 : 0, loss, outputs);
  }

  double weighted(std::int64_t row, std::size_t actual, double loss, Vector& derivatives) const {
    if (options_.class_weights.empty() && row_weights_ == nullptr) return loss;
    double weight = options_.class_weights.empty() ? 1.0 : options_.class_weights[actual];
    if (row_weights_ != nullptr) {
      weight *= static_cast<double>(row_weights_->values<float>()[index(row)]);
    }
    for (double& value : derivatives) value *= weight;
    return loss * weight;
  }

  /// Derivatives by the weights of scaled features, of those of features as they are, with those of
  /// the L2 term, which it returns.
  double scale_back(const Vector& point, Vector& gradient) const {
    const double l2 = (task_ == Task::regression ? 0.01 : 1.0) / static_cast<double>(rows_.rows());
    const std::size_t width = index(rows_.width());
    double squares = 0.0;
    for (std::size_t first = 0; first < point.size(); first += width + 1) {
      const double bias = gradient[first + width];
      for (std::size_t j = 0; j < width; ++j) {
        const double weight = point[first + j];
        double& slope = gradient[first + j];
        slope = (slope - scales_.mean[j] * bias) * scales_.factor[j] + l2 * weight;
        squares += weight * weight;
      }
    }
    return 0.5 * l2 * squares;
  }

  Task task_;
  const LinearModel::Options& options_;
  FeatureRows rows_;
  std::int64_t outputs_;
  Tensor targets_;
  const Tensor* row_weights_;  // null: all count as 1
  Scales scales_;
};

std::int64_t outputs_of(Task task, const data::Dataset& train) {
  if (task == Task::multiclass) return std::ssize(train.class_names);
  return task == Task::binary ? 1 : train.targets.size() / train.rows();
}

}  // namespace

namespace {

/// Multiply-adds of one evaluation of the loss. Images and signals may be decoded each time;
/// streamed or not, the model is the same.
double work_of_evaluation(const data::Dataset& train, std::int64_t features, double parameters) {
  constexpr double kDecoding = 20.0;  // multiply-adds in the time of one value, about
  const double values = train.feature_shape().rank() > 2 ? static_cast<double>(features) : 0.0;
  return static_cast<double>(train.rows()) * (2.0 * parameters + kDecoding * values);
}

constexpr double kLeastEvaluations = 20.0;

}  // namespace

bool LinearModel::is_out_of_reach(Task task, const data::Dataset& train, const Options& options) {
  constexpr double kExponential = 20.0;  // multiply-adds in the time of one
  const std::int64_t features = train.rows() == 0 ? 0 : train.feature_shape().size() / train.rows();
  const auto outputs = static_cast<double>(outputs_of(task, train));
  const double once =
      work_of_evaluation(train, features, outputs * static_cast<double>(features + 1)) +
      static_cast<double>(train.rows()) * outputs * kExponential;
  return kLeastEvaluations * once > 5.0 * options.work;
}

LinearModel::LinearModel(Task task, const data::Dataset& train, const Options& options)
    : task_(task), outputs_(outputs_of(task, train)) {
  const Objective objective(task, train, outputs_, options);
  features_ = objective.rows().width();
  const double once = work_of_evaluation(train, features_, static_cast<double>(objective.size()));
  LbfgsOptions search;
  search.evaluations = static_cast<std::int64_t>(
      std::clamp(options.work / once, kLeastEvaluations, static_cast<double>(search.evaluations)));
  const Minimum minimum = minimize(std::cref(objective), Vector(objective.size(), 0.0), search);
  weights_ = objective.plain(minimum.point);
  converged_ = minimum.converged;
}

Tensor LinearModel::predict(const data::Dataset& data) const {
  const FeatureRows rows(data);
  Tensor result(Shape{rows.rows(), outputs_});
  const auto to = result.values<float>();
  Vector outputs(index(outputs_));
  for (std::int64_t part = 0; part < FeatureRows::kParts; ++part) {
    rows.each(part, [&](std::int64_t row, std::span<const double> x) {
      for (std::size_t c = 0; c < outputs.size(); ++c) {
        const double* const own = &weights_[c * index(features_ + 1)];
        outputs[c] = row_product(x, own) + own[features_];
        if (task_ == Task::binary || task_ == Task::multilabel) outputs[c] = sigmoid(outputs[c]);
      }
      if (task_ == Task::multiclass) softmax(outputs);
      std::ranges::transform(outputs, to.begin() + row * outputs_,
                             [](double value) { return static_cast<float>(value); });
    });
  }
  return result;
}

}  // namespace ganglion::train
