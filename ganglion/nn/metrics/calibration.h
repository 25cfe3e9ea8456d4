#pragma once
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "ganglion/nn/metrics/metric.h"

namespace ganglion::nn {

/// "ece": by how much the probabilities and the observed shares differ. The probabilities are put
/// into `bins` equal intervals (lower, upper] of [0, 1]; the result is the mean over the bins,
/// weighted by their examples, of |mean probability − observed share| (Naeini et al. 2015).
///
/// One column, and every column of multilabel: the probability of "yes" against the share of yes.
/// Several classes: the probability of the most probable class against how often it is right
/// (Guo et al. 2017, eq. 3). Throws Error for predictions outside [0, 1] and for bins < 1.
struct ExpectedCalibrationError {
  std::int64_t bins = 15;
  bool multilabel = false;
  static constexpr bool smaller_is_better = true;
  std::unique_ptr<Metric> make() const;
  static constexpr std::string_view kind = "ece";
  template <class Self, class Visit>
  static void fields(Self& self, Visit visit) {
    visit("bins", self.bins);
    visit("multilabel", self.multilabel);
  }
};

/// One point of a reliability diagram.
struct CalibrationBin {
  double weight = 0.0;       ///< examples, or the sum of their weights
  double probability = 0.0;  ///< their mean probability; NaN when there are none
  double observed = 0.0;     ///< the share that came true; NaN when there are none
};

/// The bins behind ExpectedCalibrationError, for drawing.
std::vector<CalibrationBin> calibration_bins(const Tensor& predictions, const Tensor& targets,
                                             const ExpectedCalibrationError& options = {});

}  // namespace ganglion::nn
