#pragma once
#include <memory>
#include <string_view>

#include "ganglion/nn/metrics/metric.h"

namespace ganglion::nn {

/// "accuracy": the share of rows whose most probable class is the right one (the first of equally
/// probable ones is taken). For multilabel targets see PerLabelAccuracy and SubsetAccuracy.
struct Accuracy {
  double threshold = 0.5;  ///< predictions of one column: above it is class 1 (use 0 for logits)
  static constexpr Share share = Share::rows;
  std::unique_ptr<Metric> make() const;
  static constexpr std::string_view kind = "accuracy";
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("threshold", self.threshold);
  }
};

/// "top_5_accuracy" for k = 5: the share of rows whose right class is among the k most probable
/// (among equally probable ones the first come first, so that k = 1 is Accuracy). Needs
/// predictions of at least two columns. Throws Error for k < 1.
struct TopK {
  int k = 5;
  static constexpr Share share = Share::rows;
  std::unique_ptr<Metric> make() const;
};

}  // namespace ganglion::nn
