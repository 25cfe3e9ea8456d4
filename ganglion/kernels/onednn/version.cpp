#include <fmt/format.h>

#include <dnnl.hpp>

#include "ganglion/kernels/onednn_version.h"

namespace ganglion::kernels {

std::string onednn_version() {
  const dnnl_version_t& version = *dnnl_version();
  return fmt::format("{}.{}.{}", version.major, version.minor, version.patch);
}

}  // namespace ganglion::kernels
