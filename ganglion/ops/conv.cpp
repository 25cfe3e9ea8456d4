#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"
#include "ganglion/ops/windows.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_conv(const Node& node) {
  return windows::infer_conv(node, 2);
}

std::vector<Value> gradient_of_conv(const Node& node, std::span<const Value> dy) {
  const Value x = node.inputs[0];
  const Value kernel = node.inputs[1];
  const ConvOptions options = conv_options(node);
  return {conv_input_gradient(dy[0], kernel, windows::spatial(x.shape()), options),
          conv_kernel_gradient(x, dy[0], windows::spatial(kernel.shape()), options)};
}

}  // namespace

const OpDef kConv = {.name = "conv",
                     .infer = infer_conv,
                     .gradient = gradient_of_conv,
                     .place = windows::place_by_kernel};

Value conv(Value x, Value kernel, const ConvOptions& options) {
  return x.owner().add(kConv, {x, kernel}, windows::attributes_of(options, x.shape().rank() - 2));
}

}  // namespace ganglion::ops
