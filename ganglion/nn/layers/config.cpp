#include "ganglion/nn/layers/config.h"

#include <fmt/format.h>

#include "ganglion/ops/ops.h"

namespace ganglion::nn::config {

bool flag(const Attributes& config, std::string_view name, bool otherwise) {
  return config.has(name) ? config.flag(name) : otherwise;
}

std::int64_t integer(const Attributes& config, std::string_view name, std::int64_t otherwise) {
  return config.has(name) ? config.integer(name) : otherwise;
}

double number(const Attributes& config, std::string_view name, double otherwise) {
  return config.has(name) ? config.number(name) : otherwise;
}

Activation activation(const Attributes& config, std::string_view name, Activation otherwise) {
  return config.has(name) ? activation_of(config.text(name)) : otherwise;
}

Initializer initializer(const Attributes& config, std::string_view name,
                        const Initializer& otherwise) {
  return config.has(name) ? initializer_of(config.text(name)) : otherwise;
}

}  // namespace ganglion::nn::config

namespace ganglion::nn {

Value as_rows(Value x) {
  const Shape& shape = x.shape();
  if (shape.rank() == 2) return x;
  std::int64_t rows = 1;
  for (int axis = 0; axis + 1 < shape.rank(); ++axis) rows *= shape[axis];
  return ops::reshape(x, {rows, shape[-1]});
}

void add_penalty(GraphBuilder& builder, Value w, double l1, double l2) {
  if (!(l1 >= 0.0) || !(l2 >= 0.0)) {
    builder.refuse(fmt::format("penalties must not be negative: l1 = {}, l2 = {}", l1, l2));
  }
  if (l1 > 0.0) builder.add_loss(ops::reduce_sum(ops::abs(w)) * l1);
  if (l2 > 0.0) builder.add_loss(ops::reduce_sum(ops::square(w)) * l2);
}

}  // namespace ganglion::nn
