#include "ganglion/ops/internal.h"
#include "ganglion/ops/multiply_adds.h"
#include "ganglion/runtime/passes/pass.h"

/// What matrix products and convolutions multiply is rounded to bfloat16, in the derivatives too.
/// The product of two such numbers is exact in f32, so the results are those of processors that
/// multiply bfloat16 and add up in f32, but for the order of the sums. Where this is such a
/// processor, its kernels round while they read.
namespace ganglion::runtime {

std::unique_ptr<Graph> round_products(const Graph& graph, const PassSettings& settings) {
  auto result = std::make_unique<Graph>();
  Rewriter rewriter(graph, *result);
  for (const Node& node : graph.nodes()) {
    if (ops::multiply_adds(node) == 0 || node.outputs[0].dtype != DType::f32) {
      rewriter.copy(node);
      continue;
    }
    std::vector<Value> inputs = rewriter.inputs_of(node);
    Attributes attributes = node.attributes;
    if (settings.multiplies_bf16 != nullptr && settings.multiplies_bf16(node)) {
      attributes.set("bf16", true);
    } else {
      // What several products read is rounded once by merge_equal.
      for (Value& input : inputs) input = ops::round_bf16(input);
    }
    rewriter.map(node.output(),
                 result->add(*node.op, std::move(inputs), std::move(attributes), node.name));
  }
  rewriter.finish();
  return result;
}

}  // namespace ganglion::runtime
