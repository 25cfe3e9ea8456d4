#include <fmt/format.h>

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"
#include "ganglion/ops/windows.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_max_pool_gradient(const Node& node) {
  rules::check_floating(node, 2);
  const TensorType x = node.inputs[0].type();
  const Shape wanted = windows::pooled_type(node, x).shape;
  if (node.inputs[1].shape() != wanted) {
    rules::refuse(node,
                  fmt::format("pooling {} gives {}, not the derivative's {}", x.shape.to_string(),
                              wanted.to_string(), node.inputs[1].shape().to_string()));
  }
  return {x};
}

/// Linear in dy; which elements are the largest doesn't change with x.
std::vector<Value> gradient_of_max_pool_gradient(const Node& node, std::span<const Value> dx) {
  return {Value{}, max_pool_pick(node.inputs[0], dx[0], pool_options(node))};
}

}  // namespace

const OpDef kMaxPoolGradient = {.name = "max_pool_gradient",
                                .infer = infer_max_pool_gradient,
                                .gradient = gradient_of_max_pool_gradient,
                                .place = rules::place_elementwise};

Value max_pool_gradient(Value x, Value dy, const PoolOptions& options) {
  return x.owner().add(kMaxPoolGradient, {x, dy}, windows::attributes_of(options));
}

}  // namespace ganglion::ops
