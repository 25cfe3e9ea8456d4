#include "ganglion/kernels/processor.h"

#include <fmt/format.h>
#include <hwy/targets.h>

#include <dnnl.hpp>

namespace ganglion::kernels {

std::string processor_kind() {
  return fmt::format("oneDNN {:#x}, SIMD {:#x}",
                     static_cast<unsigned>(dnnl::get_effective_cpu_isa()), hwy::SupportedTargets());
}

}  // namespace ganglion::kernels
