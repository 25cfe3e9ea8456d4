#pragma once
#include <cstdint>
#include <memory>
#include <string_view>

#include "ganglion/nn/metrics/metric.h"

namespace ganglion::nn {

/// "roc_auc": the chance that an example of the class gets a higher score than one that isn't, ties
/// counting half: the area under the ROC curve; of two classes it is the same for both. Keeps every
/// score until the result is asked for.
///
/// More than one column: each against the rest (targets: class indices, one-hot, or the 0/1 of
/// multilabel), and the plain mean of those that have examples of both kinds. NaN when none has.
/// per_output() gives the value of every column, NaN where it isn't defined.
struct RocAuc {
  std::unique_ptr<Metric> make() const;
};

/// "pr_auc": average precision, Σ (recall_i − recall_{i−1})·precision_i over the distinct scores
/// from the highest down, without interpolation. Columns as in RocAuc; a column without a single
/// positive example is not defined.
struct PrAuc {
  std::int64_t positive = 1;  ///< predictions of one column: of which of the two classes, 0 or 1
  std::unique_ptr<Metric> make() const;
  static constexpr std::string_view kind = "pr_auc";
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("positive", self.positive);
  }
};

}  // namespace ganglion::nn
