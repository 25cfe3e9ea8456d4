#include "ganglion/kernels/bf16.h"

#include "ganglion/kernels/onednn/isa.h"
#include "ganglion/ops/multiply_adds.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/windows.h"

namespace ganglion::kernels {
namespace {

/// Blocks of channels and filters are what the instructions work on.
bool fills_blocks(const Node& convolution) {
  constexpr std::int64_t kFew = 8;
  const ops::WindowGeometry g = ops::geometry_of(convolution);
  return g.groups == 1 && g.channels >= kFew && g.filters >= kFew;
}

}  // namespace

bool multiplies_bf16(const Node& node) {
  // Below that, what is done around a primitive costs more than it gains.
  constexpr std::int64_t kMinWork = 1 << 20;
  if (!onednn::supports(dnnl::cpu_isa::avx512_core_bf16) || ops::multiply_adds(node) < kMinWork)
    return false;
  return node.op == &ops::kMatmul || fills_blocks(node);
}

}  // namespace ganglion::kernels
