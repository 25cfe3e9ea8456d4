#include "ganglion/train/evaluate/shown_number.h"

#include <fmt/format.h>

#include <cmath>

namespace ganglion::train {

std::string shown_number(double value) {
  if (!std::isfinite(value)) return "-";
  const double size = std::abs(value);
  if (size >= 1e7 || (size > 0 && size < 1e-3)) return fmt::format("{:.3e}", value);
  return size >= 1000 ? fmt::format("{:.1f}", value) : fmt::format("{:.4f}", value);
}

}  // namespace ganglion::train
