#include "ganglion/data/features/training_range.h"

#include <algorithm>
#include <cmath>

namespace ganglion::data {

bool TrainingRange::is_far(double value) const {
  return clipped(value) != value;
}

double TrainingRange::soft_clipped(double value) const {
  const double edge = clipped(value);
  const double beyond = value - edge;
  const double reach = kReach * width();
  if (beyond == 0 || reach == 0) return edge;
  return edge + std::copysign(reach / std::hypot(1.0, reach / beyond), beyond);
}

double TrainingRange::clipped(double value) const {
  const double margin = kMargin * width();
  return std::clamp(value, least - margin, most + margin);
}

std::optional<TrainingRange> range_of(const std::vector<double>& values) {
  std::optional<TrainingRange> range;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    if (!range) range = {.least = value, .most = value};
    range->least = std::min(range->least, value);
    range->most = std::max(range->most, value);
  }
  return range;
}

}  // namespace ganglion::data
