#include "ganglion/nn/layers/recurrent_parts.h"

#include <fmt/format.h>

#include "ganglion/nn/layers/layer_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {
namespace {

/// What is added to the projected input, and of a gru that resets after, to its recurrent product.
struct Biases {
  Value input, recurrent;
};

Initializer forget_bias(GraphBuilder& builder, const RecurrentSettings& settings) {
  if (settings.bias_initializer != zeros()) {
    builder.refuse("unit_forget_bias = true needs bias_initializer = zeros");
  }
  std::vector<double> numbers(static_cast<std::size_t>(4 * settings.units), 0.0);
  std::fill_n(numbers.begin() + settings.units, settings.units, 1.0);
  return values(std::move(numbers));
}

Biases biases(GraphBuilder& builder, const RecurrentSettings& settings) {
  const std::int64_t units = settings.units;
  const std::int64_t width = ops::gates_of(settings.options.cell) * units;
  if (settings.options.cell == ops::Cell::gru_reset_after) {
    if (!settings.use_bias) return {{}, ops::full(builder.graph(), {units}, 0.0, builder.dtype())};
    const Value both = builder.parameter("bias", {2, width}, settings.bias_initializer);
    const Value input = ops::reshape(ops::slice(both, {0, 0}, {1, width}), {width});
    const Value state = ops::reshape(ops::slice(both, {1, 0}, {1, width}), {width});
    // The gates z and r only see the sum of both.
    const Value of_gates = ops::slice(state, {0}, {2 * units});
    return {input + ops::pad(of_gates, {0}, {units}), ops::slice(state, {2 * units}, {units})};
  }
  if (!settings.use_bias) return {};
  const bool forget = settings.options.cell == ops::Cell::lstm && settings.unit_forget_bias;
  return {builder.parameter("bias", {width},
                            forget ? forget_bias(builder, settings) : settings.bias_initializer),
          {}};
}

void check_sequence(GraphBuilder& builder, Value x, std::int64_t units) {
  constexpr std::int64_t kMost = std::int64_t{1} << 20;
  if (units < 1 || units > kMost) {
    builder.refuse(fmt::format(
        "units = {}; a recurrent layer needs at least 1 unit, and has {} at most", units, kMost));
  }
  check_floating(builder, x, 3, "[None, steps, features]");
  if (x.shape().rank() != 3) {
    builder.refuse(fmt::format("needs a sequence [None, steps, features], not {} (reshape it)",
                               batch_shape_text(x.shape())));
  }
}

}  // namespace

Value recurrent_states(GraphBuilder& builder, Value x, const RecurrentSettings& settings) {
  const std::int64_t units = settings.units;
  check_sequence(builder, x, units);
  const Shape shape = x.shape();
  const std::int64_t width = ops::gates_of(settings.options.cell) * units;
  const Value kernel = builder.parameter("kernel", {shape[2], width}, settings.kernel_initializer);
  const Value recurrent =
      builder.parameter("recurrent_kernel", {units, width}, settings.recurrent_initializer);
  const Biases bias = biases(builder, settings);
  // All steps in one product.
  Value projected = ops::matmul(as_rows(x), kernel);
  if (bias.input) projected = projected + bias.input;
  projected = ops::reshape(projected, {shape[0], shape[1], width});
  const Value start = ops::full(builder.graph(), {shape[0], units}, 0.0, builder.dtype());
  const bool lstm = settings.options.cell == ops::Cell::lstm;
  return ops::recurrent(projected, recurrent, {start, lstm ? start : Value{}}, settings.options,
                        bias.recurrent)
      .hidden;
}

Value last_state(Value states, bool backward) {
  const Shape shape = states.shape();
  const Value last =
      ops::slice(states, {0, backward ? 0 : shape[1] - 1, 0}, {shape[0], 1, shape[2]});
  return ops::reshape(last, {shape[0], shape[2]});
}

Value reversed_steps(Value x) {
  const std::int64_t steps = x.shape()[1];
  Tensor places(Shape{steps}, DType::i32);
  auto numbers = places.values<std::int32_t>();
  for (std::size_t i = 0; i < numbers.size(); ++i)
    numbers[i] = static_cast<std::int32_t>(numbers.size() - 1 - i);
  const Value order = x.owner().constant(std::move(places));
  return ops::transpose(ops::gather(ops::transpose(x, {1, 0, 2}), order), {1, 0, 2});
}

}  // namespace ganglion::nn
