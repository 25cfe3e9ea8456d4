#include "ganglion/nn/layers/multi_head_attention.h"

#include <fmt/format.h>

#include <cmath>

#include "ganglion/nn/layers/layer_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {
namespace {

/// One attention while it is built.
struct Attention {
  const MultiHeadAttention& layer;
  GraphBuilder& builder;

  /// x W + b over the last axis, under a name of its own.
  Value projected(const char* name, Value x, std::int64_t width) const {
    const GraphBuilder::Scope scope(builder, name);
    const Shape shape = x.shape();
    Value z = ops::matmul(
        as_rows(x), builder.parameter("kernel", {shape[-1], width}, layer.kernel_initializer));
    if (layer.use_bias) z = z + builder.parameter("bias", {width}, layer.bias_initializer);
    return ops::reshape(z, shape.with(-1, width));
  }

  /// [batch, steps, heads * width] as [batch, heads, steps, width].
  Value by_head(Value x) const {
    const Shape& shape = x.shape();
    const std::int64_t width = shape[2] / layer.num_heads;
    return ops::transpose(ops::reshape(x, {shape[0], shape[1], layer.num_heads, width}),
                          {0, 2, 1, 3});
  }

  /// 0, 1, 2, … under a shape of as many.
  Value places(const Shape& shape) const {
    Tensor numbers(shape, DType::f64);
    double next = 0.0;
    for (double& number : numbers.values<double>()) number = next++;
    return builder.graph().constant(numbers.cast(builder.dtype()));
  }

  /// Scores of later steps far below all others: their share is 0.
  Value without_later(Value scores) const {
    constexpr double kNever = -1e9;
    const Value later =
        ops::greater(places({1, scores.shape()[3]}), places({scores.shape()[2], 1}));
    return scores + later * kNever;
  }
};

void check_attention(const MultiHeadAttention& layer, GraphBuilder& builder,
                     std::span<const Value> inputs) {
  constexpr std::int64_t kMost = std::int64_t{1} << 20;
  if (layer.num_heads < 1 || layer.key_dim < 1 || layer.num_heads > kMost ||
      layer.key_dim > kMost || layer.value_dim < 0 || layer.value_dim > kMost) {
    builder.refuse(fmt::format("num_heads = {} and key_dim = {} must be at least 1, and {} at most",
                               layer.num_heads, layer.key_dim, kMost));
  }
  if (inputs.empty() || inputs.size() > 3) {
    builder.refuse("takes one sequence, or query and value, or query, value and key");
  }
  for (const Value& x : inputs) {
    check_floating(builder, x, 3, "[None, steps, features]");
    if (x.shape().rank() != 3 || x.shape()[0] != inputs[0].shape()[0]) {
      builder.refuse(
          fmt::format("needs sequences [None, steps, features], not {}", shapes_text(inputs)));
    }
  }
  if (inputs.size() == 3 && inputs[1].shape()[1] != inputs[2].shape()[1]) {
    builder.refuse("value and key must have the same number of steps");
  }
}

}  // namespace

Value MultiHeadAttention::build(GraphBuilder& builder, std::span<const Value> inputs) const {
  check_attention(*this, builder, inputs);
  const Value query = inputs[0];
  const Value value = inputs.size() > 1 ? inputs[1] : query;
  const Value key = inputs.size() > 2 ? inputs[2] : value;
  const Attention attention{*this, builder};
  const std::int64_t values = num_heads * (value_dim == 0 ? key_dim : value_dim);
  // Scaled before the product, as there is less of it.
  const Value q = attention.projected("query", query, num_heads * key_dim) *
                  (1.0 / std::sqrt(static_cast<double>(key_dim)));
  const Value k = attention.projected("key", key, num_heads * key_dim);
  const Value v = attention.projected("value", value, values);
  Value scores = ops::batched_matmul(attention.by_head(q), attention.by_head(k), false, true);
  if (causal) scores = attention.without_later(scores);
  const Value seen = ops::batched_matmul(ops::softmax(scores), attention.by_head(v));
  const Shape& shape = query.shape();
  const Value joined =
      ops::reshape(ops::transpose(seen, {0, 2, 1, 3}), {shape[0], shape[1], values});
  return attention.projected("output", joined, output_dim == 0 ? shape[2] : output_dim);
}

Symbol MultiHeadAttention::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

Symbol MultiHeadAttention::operator()(const Symbol& query, const Symbol& value) const {
  return Layer(*this)({query, value});
}

}  // namespace ganglion::nn
