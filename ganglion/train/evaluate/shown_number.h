#pragma once
#include <string>

namespace ganglion::train {

/// A score as tables show it, one below the other: four decimal places (so that points align),
/// powers of ten for small and large ones, "-" for NaN.
std::string shown_number(double value);

}  // namespace ganglion::train
