#include "ganglion/ops/tiled_conv.h"

#include "ganglion/ops/blocked.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/winograd.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_tiled(const Node& node) {
  const WindowGeometry g = blocked_windows_of(node).geometry;
  return {{node.inputs[0].dtype(), Shape{g.batch, g.filters, g.rows.output, g.columns.output}}};
}

/// The convolution that computes the derivative by the input.
Value turned(const Node& gradient, Graph& graph) {
  const WindowGeometry g = geometry_of(gradient);
  const DType dtype = gradient.inputs[0].dtype();
  const Value dy = graph.input("dy", gradient.inputs[0].type(), false);
  const Value kernel = graph.input("kernel", {dtype, Shape{g.channels, g.filters, 3, 3}}, false);
  return conv(dy, kernel,
              {.pads_before = {kMostPadding - g.rows.before, kMostPadding - g.columns.before},
               .pads_after = {kMostPadding - g.rows.after, kMostPadding - g.columns.after}});
}

}  // namespace

const OpDef kTiledConv = {.name = "tiled_conv", .infer = infer_tiled};

Value tiled_conv(const Node& conv, std::vector<Value> inputs, std::int64_t block,
                 std::int64_t width) {
  Graph& graph = inputs[0].owner();
  Graph own;
  const bool turns = conv.op == &kConvInputGradient;
  const Node& plain = turns ? turned(conv, own).producer() : conv;
  Attributes attributes = blocked_attributes(plain, block, true);
  attributes.set("width", width);
  inputs[1] = graph.add(kWinogradKernel, {inputs[1]}, {{"width", width}, {"turned", turns}},
                        inputs[1].producer().name);
  return graph.add(kTiledConv, std::move(inputs), std::move(attributes), conv.name);
}

const Node& part_of_tiled(const Node& tiled, std::int64_t examples, Graph& graph) {
  const BlockedWindows w = blocked_windows_of(tiled);
  const WindowGeometry& g = w.geometry;
  const Shape shape{examples, g.channels / w.block, g.rows.input, g.columns.input, w.block};
  std::vector<Value> inputs = {graph.input("x", {tiled.inputs[0].dtype(), shape}, false)};
  for (std::size_t i = 1; i < tiled.inputs.size(); ++i) {
    inputs.push_back(graph.input(std::to_string(i), tiled.inputs[i].type(), false));
  }
  Attributes attributes = tiled.attributes;
  std::vector<std::int64_t> windows = attributes.integers("windows");
  windows[0] = examples;
  attributes.set("windows", std::move(windows));
  return graph.add_node(kWinogradConv, std::move(inputs), std::move(attributes));
}

}  // namespace ganglion::ops
