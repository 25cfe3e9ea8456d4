#include "ganglion/kernels/onednn/isa.h"

#include <hwy/targets.h>

#include <cstdint>

#include "ganglion/kernels/onednn/signals.h"

namespace ganglion::kernels::onednn {
namespace {

/// Highway's targets that oneDNN may not use. A better one has a lower bit.
std::int64_t forbidden_targets() {
#if HWY_ARCH_X86
  if (!supports(dnnl::cpu_isa::avx2)) return HWY_AVX2 | (HWY_AVX2 - 1);
  if (!supports(dnnl::cpu_isa::avx512_core)) return HWY_AVX2 - 1;
#endif
  return 0;
}

/// Before the first kernel asks Highway which target it takes.
[[maybe_unused]] const bool kLimited = [] {
  if (const std::int64_t forbidden = forbidden_targets()) hwy::DisableTargets(forbidden);
  return true;
}();

}  // namespace

bool supports(dnnl::cpu_isa isa) {
  static const auto have = static_cast<unsigned>(dnnl::get_effective_cpu_isa());
  const auto wanted = static_cast<unsigned>(isa);
  return (have & wanted) == wanted;
}

bool minds_signals() {
  return supports(dnnl::cpu_isa::avx512_core);
}

}  // namespace ganglion::kernels::onednn
