#include "ganglion/ops/multiply_adds.h"

#include "ganglion/ops/internal.h"
#include "ganglion/ops/windows.h"

namespace ganglion::ops {
namespace {

/// Each place of the output is a sum over a window, in all three of the family.
std::int64_t of_convolution(const Node& node) {
  const WindowGeometry g = geometry_of(node);
  const std::int64_t places = g.batch * g.filters * g.rows.output * g.columns.output;
  return places * (g.channels / g.groups) * g.rows.kernel * g.columns.kernel;
}

}  // namespace

std::int64_t multiply_adds(const Node& node) {
  if (node.op == &kMatmul || node.op == &kFusedMatmul) {
    const Shape& a = node.inputs[0].shape();
    return node.outputs[0].shape.size() * a[node.attributes.flag("transpose_a") ? 0 : 1];
  }
  const bool convolution = node.op == &kConv || node.op == &kFusedConv ||
                           node.op == &kConvInputGradient || node.op == &kConvKernelGradient;
  return convolution ? of_convolution(node) : 0;
}

}  // namespace ganglion::ops
