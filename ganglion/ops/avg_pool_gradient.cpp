#include <fmt/format.h>

#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"
#include "ganglion/ops/windows.h"

namespace ganglion::ops {
namespace {

std::vector<TensorType> infer_avg_pool_gradient(const Node& node) {
  rules::check_floating(node, 1);
  const TensorType dy = node.inputs[0].type();
  windows::check_rank(node, dy.shape, "the derivative");
  const auto& input = node.attributes.integers("extents");
  const TensorType x{dy.dtype, windows::with_spatial(dy.shape[0], dy.shape[1], input)};
  const Shape wanted = windows::pooled_type(node, x).shape;
  if (dy.shape != wanted) {
    rules::refuse(node, fmt::format("pooling {} gives {}, not the derivative's {}",
                                    x.shape.to_string(), wanted.to_string(), dy.shape.to_string()));
  }
  return {x};
}

std::vector<Value> gradient_of_avg_pool_gradient(const Node& node, std::span<const Value> dx) {
  return {avg_pool(dx[0], pool_options(node))};
}

}  // namespace

const OpDef kAvgPoolGradient = {.name = "avg_pool_gradient",
                                .infer = infer_avg_pool_gradient,
                                .gradient = gradient_of_avg_pool_gradient,
                                .place = rules::place_rowwise};

Value avg_pool_gradient(Value dy, std::vector<std::int64_t> extents, const PoolOptions& options) {
  Attributes attributes = windows::attributes_of(options);
  attributes.set("extents", std::move(extents));
  return dy.owner().add(kAvgPoolGradient, {dy}, std::move(attributes));
}

}  // namespace ganglion::ops
