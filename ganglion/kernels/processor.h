#pragma once
#include <string>

namespace ganglion::kernels {

/// What kernels use of this processor, as text to compare: on processors with another text the same
/// sums may come out otherwise in their last bits.
std::string processor_kind();

}  // namespace ganglion::kernels
