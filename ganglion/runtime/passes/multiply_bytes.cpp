#include <cmath>
#include <optional>

#include "ganglion/core/index.h"
#include "ganglion/ops/byte_product.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/runtime/passes/pass.h"

/// Products of what nn::on_grid and nn::kernel_on_grid give, (r * s) · (q * t) with whole numbers r
/// and q, become (r · q) * (s * t), whose sums are of whole numbers.
namespace ganglion::runtime {
namespace {

constexpr double kLargestInput = 255.0;   // magnitude of r
constexpr double kLargestWeight = 127.0;  // of q

/// Whole numbers and what they are multiplied by.
struct Grid {
  Value whole;
  Value step;
};

/// Whether x is max(…, a) or min(…, a), and a lies within the largest.
bool is_bounded(const OpDef& op, Value x, double largest) {
  if (x.producer().op != &op) return false;
  const auto bound = number_of(x.producer().inputs[1]);
  return bound && std::abs(*bound) <= largest;
}

/// round(min(max(…, a), b)), with a and b within the largest.
bool is_whole(Value x, double largest) {
  if (x.producer().op != &ops::kRound) return false;
  const Value most = x.producer().inputs[0];
  return is_bounded(ops::kMinimum, most, largest) &&
         is_bounded(ops::kMaximum, most.producer().inputs[0], largest);
}

std::optional<Grid> grid_of(Value value, double largest) {
  const Node& product = value.producer();
  if (product.op != &ops::kMul || !is_whole(product.inputs[0], largest)) return std::nullopt;
  return Grid{.whole = product.inputs[0], .step = product.inputs[1]};
}

struct ByteProduct {
  Grid input;
  Grid kernel;
};

std::optional<ByteProduct> byte_product(const Node& node, const std::vector<bool>& fixed) {
  if ((node.op != &ops::kMatmul && node.op != &ops::kFusedMatmul) ||
      node.outputs[0].dtype != DType::f32 || node.outputs[0].shape.size() == 0 ||
      node.attributes.flag("transpose_a") || node.attributes.flag("transpose_b") ||
      !fixed[at(node.inputs[1].node)] || fixed[at(node.id)] ||
      node.inputs[1].shape()[0] > ops::kMostByteRows) {
    return std::nullopt;
  }
  const auto input = grid_of(node.inputs[0], kLargestInput);
  const auto kernel = grid_of(node.inputs[1], kLargestWeight);
  if (!input || !kernel || input->step.shape().size() != 1 ||
      kernel->step.shape() != Shape{1, node.inputs[1].shape()[1]}) {
    return std::nullopt;
  }
  return ByteProduct{.input = *input, .kernel = *kernel};
}

Value made(Graph& graph, const Node& node, const ByteProduct& product, const Rewriter& rewriter,
           std::int64_t width, bool shared) {
  const std::int64_t columns = node.outputs[0].shape[1];
  const Value panels = graph.add(ops::kPackBytes, {rewriter(product.kernel.whole)},
                                 {{"width", width}}, node.inputs[1].producer().name);
  const Value scale =
      ops::reshape(rewriter(product.kernel.step) * rewriter(product.input.step), Shape{columns});
  std::vector<Value> inputs = {rewriter(product.input.whole), panels, scale};
  if (node.inputs.size() == 3) inputs.push_back(rewriter(node.inputs[2]));
  Attributes attributes = {{"columns", columns}, {"width", width}};
  if (node.attributes.has("activation")) {
    attributes.set("activation", node.attributes.text("activation"));
    attributes.set("parameter", node.attributes.number("parameter"));
  }
  if (shared) attributes.set("parts", std::int64_t{2});
  return graph.add(ops::kByteMatmul, std::move(inputs), std::move(attributes), node.name);
}

}  // namespace

std::unique_ptr<Graph> multiply_bytes(const Graph& graph, const PassSettings& settings) {
  const std::vector<bool> fixed = fixed_nodes(graph);
  const std::vector<bool> replicated = replicated_nodes(graph);
  auto result = std::make_unique<Graph>();
  Rewriter rewriter(graph, *result);
  for (const Node& node : graph.nodes()) {
    if (const auto product = byte_product(node, fixed)) {
      const bool shared = !replicated[at(node.id)] && workers_share(node);
      rewriter.map(node.output(),
                   made(*result, node, *product, rewriter, settings.byte_width, shared));
    } else {
      rewriter.copy(node);
    }
  }
  rewriter.finish();
  return result;
}

}  // namespace ganglion::runtime
