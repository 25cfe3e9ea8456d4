#include "ganglion/nn/layers/dense.h"

#include <fmt/format.h>

#include "ganglion/nn/layers/config.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value Dense::build(GraphBuilder& builder, Value x) const {
  if (units < 1) {
    builder.refuse(fmt::format("units = {}; a dense layer needs at least 1 unit", units));
  }
  const Shape& shape = x.shape();
  if (shape.rank() < 2) {
    builder.refuse(fmt::format(
        "needs an input [None, …, features], got {}; give the Input a shape such as {{1}}",
        batch_shape_text(shape)));
  }
  if (!is_floating(x.dtype())) {
    builder.refuse(
        fmt::format("needs floating numbers, got {} {}; put an Embedding in front, or "
                    "make the Input f32",
                    name_of(x.dtype()), batch_shape_text(shape)));
  }
  const Value kernel = builder.parameter("kernel", {shape[-1], units}, kernel_initializer);
  add_penalty(builder, kernel, kernel_l1, kernel_l2);
  Value z = ops::matmul(as_rows(x), kernel);
  if (use_bias) z = z + builder.parameter("bias", {units}, bias_initializer);
  return ops::reshape(apply(activation, z), shape.with(-1, units));
}

Attributes Dense::config() const {
  return {{"units", units},
          {"activation", std::string(name_of(activation))},
          {"use_bias", use_bias},
          {"kernel_initializer", to_string(kernel_initializer)},
          {"bias_initializer", to_string(bias_initializer)},
          {"kernel_l1", kernel_l1},
          {"kernel_l2", kernel_l2}};
}

Dense Dense::from_config(const Attributes& saved) {
  const Dense standard;
  return {
      .units = saved.integer("units"),
      .activation = config::activation(saved, "activation", standard.activation),
      .use_bias = config::flag(saved, "use_bias", standard.use_bias),
      .kernel_initializer =
          config::initializer(saved, "kernel_initializer", standard.kernel_initializer),
      .bias_initializer = config::initializer(saved, "bias_initializer", standard.bias_initializer),
      .kernel_l1 = config::number(saved, "kernel_l1", standard.kernel_l1),
      .kernel_l2 = config::number(saved, "kernel_l2", standard.kernel_l2)};
}

Symbol Dense::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

}  // namespace ganglion::nn
