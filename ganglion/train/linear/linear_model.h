#pragma once
#include <cstdint>
#include <vector>

#include "ganglion/data/dataset.h"
#include "ganglion/data/task.h"

namespace ganglion::train {

/// Linear regression (least squares) or logistic regression (softmax for several classes, one yes
/// or no for each label), fitted until its loss stands.
///
/// What is minimised is the mean loss of the rows plus L2 / (2 rows) times the sum of squared
/// weights: L2 is 1 for classes and labels, as in scikit-learn's LogisticRegression, where weights
/// of separable classes would grow without end, and 0.01 for a regression. Features count in units
/// of their standard deviation, indicators (0 or 1) as they are. The loss of a row counts by its
/// weight among the data's sample_weights, where there are any.
class LinearModel {
 public:
  struct Options {
    std::vector<double> class_weights = {};  ///< one for each class; empty: all 1
    int threads = 0;                         ///< 0: all; results don't depend on it
    /// Multiply-adds that the fit may take, decoding images and signals among them; but for 20
    /// evaluations of the loss it goes on.
    double work = 2e10;
    std::vector<bool> left_out = {};  ///< features that get no weight; empty: none
  };
  /// Whether those evaluations take more than five times the work: of thousands of classes and
  /// rows. Nobody would wait for such a baseline.
  static bool is_out_of_reach(data::Task task, const data::Dataset& train, const Options& options);

  /// Throws Error for what its features can't be read for.
  LinearModel(data::Task task, const data::Dataset& train, const Options& options);

  /// False when the work was used up before the loss stood still.
  bool converged() const { return converged_; }
  /// Predictions as a network of the task makes them: probabilities, or scaled targets. [rows, k]
  Tensor predict(const data::Dataset& rows) const;
  /// Weights of the features as they are [features, outputs], and biases [outputs]: those of a
  /// dense layer that gives logits, or scaled targets.
  Tensor kernel() const;
  Tensor bias() const;

 private:
  data::Task task_;
  std::int64_t features_ = 0;
  std::int64_t outputs_ = 0;
  /// For each output its weights of features as they are, then its bias.
  std::vector<double> weights_;
  bool converged_ = false;
};

}  // namespace ganglion::train
