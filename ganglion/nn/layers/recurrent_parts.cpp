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

/// Sequences of which only some steps count. Those are brought together at the end of the sequence
/// where the cell begins, so that it takes them first; the others are 0 and come behind them.
class CountedSteps {
 public:
  CountedSteps(Value mask, bool reverse) : mask_(mask) {
    const std::int64_t steps = mask.shape()[1];
    const Value counted = ops::cumulative_sum(mask, 1, reverse);  // [batch, steps, 1]
    // The last step that counts, up to each: where it has been brought to.
    const Value places = reverse ? static_cast<double>(steps) - counted : counted - 1.0;
    Tensor numbers(Shape{steps}, DType::f64);
    double next = 0.0;
    for (double& number : numbers.values<double>()) number = next++;
    source_ = ops::equal(places, mask.owner().constant(numbers.cast(mask.dtype())));
  }

  Value brought_together(Value x) const { return ops::batched_matmul(source_ * mask_, x, true); }
  /// What belongs to each step: of one that doesn't count, that of the last one before it which
  /// does, or 0.
  Value put_back(Value states) const { return ops::batched_matmul(source_, states); }

 private:
  Value mask_;
  Value source_;  ///< [batch, steps, places]: 1 at the place of each step, else 0
};

Value states_of(GraphBuilder& builder, Value x, const RecurrentSettings& settings) {
  const std::int64_t units = settings.units;
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

}  // namespace

Value recurrent_states(GraphBuilder& builder, std::span<const Value> inputs,
                       const RecurrentSettings& settings) {
  const Value x = inputs.front();
  check_sequence(builder, x, settings.units);
  if (inputs.size() > 2) builder.refuse("takes a sequence, and a mask if there is one");
  if (inputs.size() == 1) return states_of(builder, x, settings);
  check_mask(builder, x, inputs[1]);
  const CountedSteps steps(inputs[1], settings.options.reverse);
  return steps.put_back(states_of(builder, steps.brought_together(x), settings));
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
