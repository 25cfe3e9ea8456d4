#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"
#include "ganglion/ops/windows.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_max_pool(const Node& node) {
  rules::check_floating(node, 1);
  return {windows::pooled_type(node, node.inputs[0].type())};
}

std::vector<Value> gradient_of_max_pool(const Node& node, std::span<const Value> dy) {
  return {max_pool_gradient(node.inputs[0], dy[0], pool_options(node))};
}

}  // namespace

const OpDef kMaxPool = {.name = "max_pool",
                        .infer = infer_max_pool,
                        .gradient = gradient_of_max_pool,
                        .place = rules::place_rowwise};

Value max_pool(Value x, const PoolOptions& options) {
  return x.owner().add(kMaxPool, {x}, windows::attributes_of(options));
}

}  // namespace ganglion::ops
