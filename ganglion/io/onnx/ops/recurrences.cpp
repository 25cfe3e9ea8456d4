#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "ganglion/io/onnx/ops/table.h"
#include "ganglion/ops/ops.h"
#include "ganglion/ops/recurrent.h"

/// RNN, GRU and LSTM: each direction is one `recurrent`, with the blocks of the weights in its
/// order.
namespace ganglion::io::onnx {
namespace {

using Operands = std::vector<Operand>;
using Blocks = std::vector<std::int64_t>;

/// What the ops have in common.
struct Recurrence {
  const Call& call;
  ops::Cell cell;
  bool batch_first;
  std::int64_t directions, batch, steps, features, units;
  Value x;  ///< [batch, steps, features]

  std::int64_t gates() const { return ops::gates_of(cell); }
  /// Where blocks of `recurrent` stand in ONNX: of an lstm i, o, f, c.
  Blocks order() const {
    if (cell == ops::Cell::lstm) return {0, 2, 3, 1};
    return cell == ops::Cell::simple ? Blocks{0} : Blocks{0, 1, 2};
  }
};

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

ops::CellActivation cell_activation(const Call& call, const std::string& name) {
  constexpr std::pair<std::string_view, ops::CellActivation> kKnown[] = {
      {"tanh", ops::CellActivation::tanh},
      {"sigmoid", ops::CellActivation::sigmoid},
      {"relu", ops::CellActivation::relu},
      {"hardsigmoid", ops::CellActivation::hard_sigmoid_02}};
  for (const auto& [known, activation] : kKnown) {
    if (lower(name) == known) return activation;
  }
  call.refuse(fmt::format(
      "the activation {} is not supported in it; there are Tanh, Sigmoid, Relu and HardSigmoid",
      name));
}

/// The activations of a direction: those of the gates, and of what is kept.
ops::RecurrentOptions options_of(const Recurrence& r, std::int64_t direction) {
  const Call& call = r.call;
  const std::size_t each = r.cell == ops::Cell::simple ? 1 : r.cell == ops::Cell::lstm ? 3 : 2;
  std::vector<std::string> names = call.texts("activations");
  if (names.empty()) {
    for (std::int64_t i = 0; i < r.directions; ++i) {
      if (each > 1) names.emplace_back("Sigmoid");
      names.insert(names.end(), std::max<std::size_t>(1, each - 1), "Tanh");
    }
  }
  if (names.size() != each * static_cast<std::size_t>(r.directions)) {
    call.refuse(fmt::format("`activations` should name {} for each direction", each));
  }
  const std::string* own = names.data() + each * static_cast<std::size_t>(direction);
  ops::RecurrentOptions options{.cell = r.cell};
  options.activation = cell_activation(call, own[each == 1 ? 0 : 1]);
  if (each > 1) options.gate_activation = cell_activation(call, own[0]);
  if (each == 3 && lower(own[1]) != lower(own[2])) {
    call.refuse("two different activations of candidate and output are not supported");
  }
  return options;
}

void check_settings(const Call& call) {
  if (call.has_attribute("clip")) call.refuse("`clip` is not supported");
  if (call.flag("input_forget", false)) call.refuse("`input_forget` is not supported");
  // Only activations that aren't supported have others than these.
  for (const float alpha : call.numbers("activation_alpha")) {
    if (alpha != 0.2F) call.refuse("`activation_alpha` is not supported");
  }
  for (const float beta : call.numbers("activation_beta")) {
    if (beta != 0.5F) call.refuse("`activation_beta` is not supported");
  }
  call.ignore("hidden_size");
  call.ignore("output_sequence");
}

/// All sequences must be as long as the tensor.
void check_lengths(const Call& call, std::int64_t steps) {
  if (!call.has(4)) return;
  for (const std::int64_t length : call.integers(4, "sequence_lens")) {
    if (length != steps) {
      call.refuse("sequences of different lengths (sequence_lens) are not supported");
    }
  }
}

/// One direction of a tensor [directions, …], without that axis.
Value of_direction(Value x, std::int64_t direction) {
  std::vector<std::int64_t> starts(static_cast<std::size_t>(x.shape().rank()), 0);
  starts[0] = direction;
  return ops::reshape(ops::slice(x, starts, x.shape().with(0, 1)), x.shape().without(0));
}

/// Blocks of `units` entries of axis 0, in this order.
Value blocks(Value x, const Blocks& order, std::int64_t units) {
  std::vector<Value> parts;
  for (const std::int64_t block : order) {
    std::vector<std::int64_t> starts(static_cast<std::size_t>(x.shape().rank()), 0);
    starts[0] = block * units;
    parts.push_back(ops::slice(x, starts, x.shape().with(0, units)));
  }
  return parts.size() == 1 ? parts[0] : ops::concat(parts, 0);
}

struct Bias {
  Value input, recurrent;
};

/// B holds those of the input, then those of the state: [directions, 2 * gates * units].
Bias bias_of(const Recurrence& r, std::int64_t direction) {
  const bool after = r.cell == ops::Cell::gru_reset_after;
  if (!r.call.has(3)) {
    return {{}, after ? ops::full(r.call.graph(), {r.units}, 0.0, r.x.dtype()) : Value{}};
  }
  const Value both = of_direction(r.call.value_like(3, r.x), direction);
  const Value input = blocks(both, r.order(), r.units);
  Blocks behind = r.order();
  for (std::int64_t& block : behind) block += r.gates();
  const Value state = blocks(both, behind, r.units);
  if (!after) return {input + state, {}};
  const Value gates = ops::slice(state, {0}, {2 * r.units});
  return {input + ops::pad(gates, {0}, {r.units}), ops::slice(state, {2 * r.units}, {r.units})};
}

/// The start of a direction [batch, units]; zeros where the input is left out.
Value start_of(const Recurrence& r, int input, std::int64_t direction) {
  if (!r.call.has(input)) return ops::full(r.call.graph(), {r.batch, r.units}, 0.0, r.x.dtype());
  Value all = r.call.value_like(input, r.x);
  if (r.batch_first) all = ops::transpose(all, {1, 0, 2});
  return of_direction(all, direction);
}

ops::RecurrentStates run_direction(const Recurrence& r, std::int64_t direction, bool reverse) {
  const Value w = blocks(of_direction(r.call.value_like(1, r.x), direction), r.order(), r.units);
  const Value kernel =
      blocks(of_direction(r.call.value_like(2, r.x), direction), r.order(), r.units);
  const Bias bias = bias_of(r, direction);
  Value projected = ops::matmul(ops::reshape(r.x, {r.batch * r.steps, r.features}), w, false, true);
  if (bias.input) projected = projected + bias.input;
  ops::RecurrentOptions options = options_of(r, direction);
  options.reverse = reverse;
  const bool lstm = r.cell == ops::Cell::lstm;
  return ops::recurrent(ops::reshape(projected, {r.batch, r.steps, r.gates() * r.units}),
                        ops::transpose(kernel, {1, 0}),
                        {start_of(r, 5, direction), lstm ? start_of(r, 6, direction) : Value{}},
                        options, bias.recurrent);
}

/// The state behind the last step, as [1, batch, units] or [batch, 1, units].
Value last_of(const Recurrence& r, Value states, bool reverse) {
  const Value last = ops::slice(states, {0, reverse ? 0 : r.steps - 1, 0}, {r.batch, 1, r.units});
  return r.batch_first ? last : ops::transpose(last, {1, 0, 2});
}

/// All states, as [steps, 1, batch, units] or [batch, steps, 1, units].
Value all_of(const Recurrence& r, Value states) {
  if (r.batch_first) return ops::reshape(states, {r.batch, r.steps, 1, r.units});
  return ops::reshape(ops::transpose(states, {1, 0, 2}), {r.steps, 1, r.batch, r.units});
}

Value side_by_side(const std::vector<Value>& parts, int axis) {
  return parts.size() == 1 ? parts[0] : ops::concat(parts, axis);
}

Recurrence recurrence_of(const Call& call, ops::Cell cell) {
  const bool batch_first = call.flag("layout", false);
  Value x = call.value(0);
  const Shape& w = call.shape(1);
  const Shape& kernel = call.shape(2);
  if (x.shape().rank() != 3 || w.rank() != 3 || kernel.rank() != 3) {
    call.refuse("X, W and R must have three axes");
  }
  if (!batch_first) x = ops::transpose(x, {1, 0, 2});
  const Recurrence r{call,         cell,         batch_first, w[0], x.shape()[0],
                     x.shape()[1], x.shape()[2], kernel[2],   x};
  const std::int64_t width = r.gates() * r.units;
  if (w != Shape{r.directions, width, r.features} ||
      kernel != Shape{r.directions, width, r.units} || r.steps < 1 || r.units < 1) {
    call.refuse(fmt::format("W {} and R {} don't fit X {}", w.to_string(), kernel.to_string(),
                            call.shape(0).to_string()));
  }
  if (call.has(3) && call.shape(3) != Shape{r.directions, 2 * width}) {
    call.refuse("B doesn't fit W");
  }
  return r;
}

Operands recur(const Call& call, ops::Cell cell) {
  check_settings(call);
  const Recurrence r = recurrence_of(call, cell);
  check_lengths(call, r.steps);
  if (call.has(7)) call.refuse("peepholes (P) are not supported");
  const std::string direction = call.text("direction", "forward");
  const bool both = direction == "bidirectional";
  if (!both && direction != "forward" && direction != "reverse") {
    call.refuse(fmt::format("direction '{}' is not known", direction));
  }
  if (r.directions != (both ? 2 : 1)) call.refuse("W doesn't fit the direction");
  std::vector<Value> all, last, cells;
  for (std::int64_t d = 0; d < r.directions; ++d) {
    const bool reverse = d == 1 || direction == "reverse";
    const ops::RecurrentStates states = run_direction(r, d, reverse);
    all.push_back(all_of(r, states.hidden));
    last.push_back(last_of(r, states.hidden, reverse));
    if (states.cell) cells.push_back(last_of(r, states.cell, reverse));
  }
  const ElementType type = call.type(0);
  Operands results = {result(type, side_by_side(all, r.batch_first ? 2 : 1)),
                      result(type, side_by_side(last, r.batch_first ? 1 : 0))};
  if (!cells.empty()) results.push_back(result(type, side_by_side(cells, r.batch_first ? 1 : 0)));
  return results;
}

Operands rnn(const Call& call) {
  return recur(call, ops::Cell::simple);
}
Operands gru(const Call& call) {
  const bool after = call.flag("linear_before_reset", false);
  return recur(call, after ? ops::Cell::gru_reset_after : ops::Cell::gru);
}
Operands lstm(const Call& call) {
  return recur(call, ops::Cell::lstm);
}

}  // namespace

std::span<const OpEntry> recurrence_ops() {
  static constexpr auto kOps = std::to_array<OpEntry>({
      {"RNN", 1, nullptr},
      {"RNN", 7, rnn},
      {"GRU", 1, nullptr},
      {"GRU", 7, gru},
      {"LSTM", 1, nullptr},
      {"LSTM", 7, lstm},
  });
  return kOps;
}

}  // namespace ganglion::io::onnx
