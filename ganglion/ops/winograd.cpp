#include "ganglion/ops/winograd.h"

#include "ganglion/ops/blocked.h"
#include "ganglion/ops/rules.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_kernel(const Node& node) {
  const Shape& shape = node.inputs[0].shape();
  if (shape.rank() != 4 || shape[2] != 3 || shape[3] != 3) {
    rules::refuse(node, "the kernel must have windows of 3x3 places");
  }
  return {{node.inputs[0].dtype(), Shape{kWinogradPlaces * winograd_factor_of(node).size()}}};
}

}  // namespace

const OpDef kWinogradKernel = {.name = "winograd_kernel", .infer = infer_kernel};
const OpDef kWinogradConv = {.name = "winograd_conv", .infer = infer_blocked};

Value winograd_conv(const Node& conv, std::vector<Value> inputs, std::int64_t block,
                    std::int64_t width) {
  Graph& graph = inputs[0].owner();
  inputs[1] =
      graph.add(kWinogradKernel, {inputs[1]}, {{"width", width}}, inputs[1].producer().name);
  Attributes attributes = blocked_attributes(conv, block, true);
  attributes.set("width", width);
  return graph.add(kWinogradConv, std::move(inputs), std::move(attributes), conv.name);
}

bool turns_kernel(const Node& node) {
  return node.attributes.has("turned") && node.attributes.flag("turned");
}

PackedFactor winograd_factor_of(const Node& node) {
  const std::int64_t width = node.attributes.integer("width");
  if (node.op == &kWinogradKernel) {
    const Shape& shape = node.inputs[0].shape();
    const bool turned = turns_kernel(node);
    return {.k = shape[turned ? 0 : 1], .n = shape[turned ? 1 : 0], .width = width};
  }
  const WindowGeometry g = blocked_windows_of(node).geometry;
  return {.k = g.channels, .n = g.filters, .width = width};
}

}  // namespace ganglion::ops
