#include "ganglion/ops/multiply_adds.h"

#include "ganglion/core/numbers.h"
#include "ganglion/ops/blocked.h"
#include "ganglion/ops/byte_product.h"
#include "ganglion/ops/internal.h"
#include "ganglion/ops/matmul_update.h"
#include "ganglion/ops/packed.h"
#include "ganglion/ops/recurrent.h"
#include "ganglion/ops/tiled_conv.h"
#include "ganglion/ops/windows.h"
#include "ganglion/ops/winograd.h"

namespace ganglion::ops {
namespace {

/// Each element of a product of matrices is a sum of so many.
std::int64_t products_of(const Node& node, std::int64_t summands) {
  return bounded_product({node.outputs[0].shape.size(), summands});
}

/// Each place of the output is a sum over a window, in all three of the family.
std::int64_t of_convolution(const WindowGeometry& g) {
  return bounded_product({g.batch, g.filters, g.rows.output, g.columns.output,
                          g.channels / g.groups, g.rows.kernel, g.columns.kernel});
}

/// Each step multiplies its state by the kernel; on the way back, once more.
std::int64_t of_recurrent(const Node& node) {
  const RecurrentGeometry g = recurrent_geometry(node);
  const std::int64_t times = node.op == &kRecurrent ? 1 : 2;
  return bounded_product({times, g.batch, g.steps, g.units, g.gates, g.units});
}

}  // namespace

std::int64_t multiply_adds(const Node& node) {
  if (node.op == &kMatmul || node.op == &kFusedMatmul || node.op == &kMatmulUpdate) {
    const Shape& a = node.inputs[0].shape();
    return products_of(node, a[node.attributes.flag("transpose_a") ? 0 : 1]);
  }
  if (node.op == &kBatchedMatmul) {
    const Shape& a = node.inputs[0].shape();
    return products_of(node, a[node.attributes.flag("transpose_a") ? -2 : -1]);
  }
  if (node.op == &kRecurrent || node.op == &kRecurrentGradient) return of_recurrent(node);
  if (node.op == &kPackedMatmul) return products_of(node, packed_factor_of(node).k);
  if (node.op == &kByteMatmul) return products_of(node, byte_panels_of(node).k);
  if (node.op == &kBlockedConv || node.op == &kWinogradConv || node.op == &kTiledConv) {
    return of_convolution(blocked_windows_of(node).geometry);
  }
  const bool convolution = node.op == &kConv || node.op == &kFusedConv ||
                           node.op == &kConvInputGradient || node.op == &kConvKernelGradient;
  return convolution ? of_convolution(geometry_of(node)) : 0;
}

}  // namespace ganglion::ops
