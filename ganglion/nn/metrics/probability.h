#pragma once
#include <memory>
#include <string_view>

#include "ganglion/nn/metrics/metric.h"

namespace ganglion::nn {

/// "log_loss": the mean of −log(probability given to what is right), in nats. Targets may be soft
/// (rows of probabilities as wide as the predictions). Probabilities are first kept inside
/// [epsilon, 1 − epsilon], and rows of classes divided by their sum, as in scikit-learn.
/// Throws Error for predictions outside [0, 1].
struct LogLoss {
  double epsilon = 0.0;     ///< 0: the rounding step of the predictions' type, 1.2e-7 or 2.2e-16
  bool multilabel = false;  ///< each column is a yes/no question; the mean over all of them
  static constexpr bool smaller_is_better = true;
  std::unique_ptr<Metric> make() const;
  static constexpr std::string_view kind = "log_loss";
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("epsilon", self.epsilon);
    visit("multilabel", self.multilabel);
  }
};

/// "brier": the mean squared distance between probability and truth. Predictions of one column:
/// (p − y)². Classes: Σ_c (p_c − y_c)², which for two classes is twice that (Brier 1950).
/// Multilabel: the mean of (p − y)² over all columns. Throws Error as LogLoss.
struct Brier {
  bool multilabel = false;
  static constexpr bool smaller_is_better = true;
  std::unique_ptr<Metric> make() const;
  static constexpr std::string_view kind = "brier";
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("multilabel", self.multilabel);
  }
};

}  // namespace ganglion::nn
