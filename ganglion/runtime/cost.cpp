#include "ganglion/runtime/cost.h"

#include <algorithm>

#include "ganglion/ops/internal.h"
#include "ganglion/ops/matmul_update.h"
#include "ganglion/ops/multiply_adds.h"

namespace ganglion::runtime {
namespace {

double size_of_value(const TensorType& type) {
  return static_cast<double>(type.shape.size()) * static_cast<double>(size_of(type.dtype));
}

}  // namespace

double flops_of(const Node& node) {
  const std::int64_t products = ops::multiply_adds(node);
  if (products > 0) return 2.0 * static_cast<double>(products);
  const auto elements =
      static_cast<double>(node.outputs.empty() ? 0 : node.outputs[0].shape.size());
  if (node.op == &ops::kFusedElementwise) {
    return elements * static_cast<double>(ops::program_of(node).size());
  }
  if (node.op == &ops::kFusedSums) {
    const std::size_t steps =
        ops::program_of(node).size() + node.attributes.integers("sums").size();
    return static_cast<double>(node.attributes.shape("shape").size()) * static_cast<double>(steps);
  }
  if (node.op == &ops::kReduceSum) return static_cast<double>(node.inputs[0].shape().size());
  return node.op->elementwise ? elements : 0.0;
}

bool is_product(const Node& node) {
  return ops::multiply_adds(node) > 0;
}

bool is_update(const Graph& graph, const Node& node) {
  if (node.op == &ops::kMatmulUpdate) return true;
  return (node.op->elementwise || node.op == &ops::kFusedElementwise) &&
         std::ranges::any_of(graph.assignments(), [&](const auto& assignment) {
           return assignment.second.node == node.id;
         });
}

double bytes_of(const Node& node) {
  double bytes = 0.0;
  for (const Value& input : node.inputs) bytes += size_of_value(input.type());
  for (const TensorType& type : node.outputs) bytes += size_of_value(type);
  return bytes;
}

}  // namespace ganglion::runtime
