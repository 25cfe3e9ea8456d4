#pragma once
#include <memory>
#include <vector>

#include "ganglion/data/features/preprocessing.h"
#include "ganglion/nn/metrics/metric.h"

namespace ganglion::train {

/// A metric of scaled regression targets, told in the unit of the data: both predictions and
/// targets are y * std + mean before it sees them.
struct OwnUnit {
  nn::AnyMetric metric;
  std::vector<data::TargetColumn> targets;  ///< one for each column

  std::unique_ptr<nn::Metric> make() const;
};

}  // namespace ganglion::train
