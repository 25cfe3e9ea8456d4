#pragma once
#include <dnnl.hpp>

namespace ganglion::kernels::onednn {

/// May oneDNN use this instruction set here? ONEDNN_MAX_CPU_ISA (such as AVX2) can forbid it; the
/// library's own kernels then do without it, too, so that results are those of a processor that
/// lacks it.
bool supports(dnnl::cpu_isa isa);

}  // namespace ganglion::kernels::onednn
