#include "ganglion/runtime/cost.h"

#include "ganglion/ops/internal.h"
#include "ganglion/ops/windows.h"

namespace ganglion::runtime {
namespace {

double size_of_value(const TensorType& type) {
  return static_cast<double>(type.shape.size()) * static_cast<double>(size_of(type.dtype));
}

/// Each place of the output is a sum over a window, in all three of the family.
double conv_flops(const Node& node) {
  const ops::WindowGeometry g = ops::geometry_of(node);
  const std::int64_t places = g.batch * g.filters * g.rows.output * g.columns.output;
  const std::int64_t window = g.channels / g.groups * g.rows.kernel * g.columns.kernel;
  return 2.0 * static_cast<double>(places) * static_cast<double>(window);
}

bool is_conv(const Node& node) {
  return node.op == &ops::kConv || node.op == &ops::kConvInputGradient ||
         node.op == &ops::kConvKernelGradient;
}

}  // namespace

double flops_of(const Node& node) {
  if (node.op == &ops::kMatmul || node.op == &ops::kFusedMatmul) {
    const Shape& a = node.inputs[0].shape();
    const std::int64_t inner = node.attributes.flag("transpose_a") ? a[0] : a[1];
    return 2.0 * static_cast<double>(node.outputs[0].shape.size()) * static_cast<double>(inner);
  }
  if (is_conv(node)) return conv_flops(node);
  const auto elements =
      static_cast<double>(node.outputs.empty() ? 0 : node.outputs[0].shape.size());
  if (node.op == &ops::kFusedElementwise) {
    return elements * static_cast<double>(ops::program_of(node).size());
  }
  if (node.op == &ops::kReduceSum) return static_cast<double>(node.inputs[0].shape().size());
  return node.op->elementwise ? elements : 0.0;
}

double bytes_of(const Node& node) {
  double bytes = 0.0;
  for (const Value& input : node.inputs) bytes += size_of_value(input.type());
  for (const TensorType& type : node.outputs) bytes += size_of_value(type);
  return bytes;
}

}  // namespace ganglion::runtime
