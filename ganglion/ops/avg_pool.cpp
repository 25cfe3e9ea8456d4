#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"
#include "ganglion/ops/windows.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_avg_pool(const Node& node) {
  rules::check_floating(node, 1);
  return {windows::pooled_type(node, node.inputs[0].type())};
}

std::vector<Value> gradient_of_avg_pool(const Node& node, std::span<const Value> dy) {
  return {avg_pool_gradient(dy[0], windows::spatial(node.inputs[0].shape()), pool_options(node))};
}

}  // namespace

const OpDef kAvgPool = {.name = "avg_pool",
                        .infer = infer_avg_pool,
                        .gradient = gradient_of_avg_pool,
                        .place = rules::place_rowwise};

Value avg_pool(Value x, const PoolOptions& options) {
  return x.owner().add(kAvgPool, {x}, windows::attributes_of(options));
}

}  // namespace ganglion::ops
