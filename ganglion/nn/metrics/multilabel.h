#pragma once
#include <memory>
#include <string_view>

#include "ganglion/nn/metrics/metric.h"

namespace ganglion::nn {

/// Several yes/no answers for one row: predictions [n, L] of probabilities, targets [n, L] of 0 and
/// 1. (Precision, Recall, F1, LogLoss, Brier and ExpectedCalibrationError have an option for this
/// form; RocAuc and PrAuc need none.)

/// "per_label_accuracy": the share of all answers that are right, the mean over the labels;
/// per_output() gives it for each label.
struct PerLabelAccuracy {
  double threshold = 0.5;  ///< above it the answer is yes
  static constexpr Share share = Share::answers;
  std::unique_ptr<Metric> make() const;
  static constexpr std::string_view kind = "per_label_accuracy";
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("threshold", self.threshold);
  }
};

/// "subset_accuracy": the share of rows with every answer right.
struct SubsetAccuracy {
  double threshold = 0.5;
  static constexpr Share share = Share::rows;
  std::unique_ptr<Metric> make() const;
  static constexpr std::string_view kind = "subset_accuracy";
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("threshold", self.threshold);
  }
};

}  // namespace ganglion::nn
