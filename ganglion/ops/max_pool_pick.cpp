#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"
#include "ganglion/ops/windows.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_max_pool_pick(const Node& node) {
  rules::check_floating(node, 2);
  if (node.inputs[0].shape() != node.inputs[1].shape()) {
    rules::refuse(node, "both inputs must have one shape");
  }
  return {windows::pooled_type(node, node.inputs[0].type())};
}

std::vector<Value> gradient_of_max_pool_pick(const Node& node, std::span<const Value> dy) {
  return {Value{}, max_pool_gradient(node.inputs[0], dy[0], pool_options(node))};
}

}  // namespace

const OpDef kMaxPoolPick = {.name = "max_pool_pick",
                            .infer = infer_max_pool_pick,
                            .gradient = gradient_of_max_pool_pick,
                            .place = rules::place_elementwise};

Value max_pool_pick(Value x, Value values, const PoolOptions& options) {
  return x.owner().add(kMaxPoolPick, {x, values}, windows::attributes_of(options));
}

}  // namespace ganglion::ops
