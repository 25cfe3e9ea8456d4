#pragma once
#include <dnnl.hpp>

namespace ganglion::kernels::onednn {

/// May oneDNN use this instruction set here? (ONEDNN_MAX_CPU_ISA can forbid it.)
inline bool supports(dnnl::cpu_isa isa) {
  static const auto have = static_cast<unsigned>(dnnl::get_effective_cpu_isa());
  const auto wanted = static_cast<unsigned>(isa);
  return (have & wanted) == wanted;
}

}  // namespace ganglion::kernels::onednn
