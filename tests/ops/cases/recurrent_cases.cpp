#include <cmath>

#include "ganglion/ops/ops.h"
#include "ganglion/ops/recurrent.h"
#include "tests/ops/cases/op_case.h"

/// Recurrent cells, against their formulas step by step.
namespace ganglion::op_tests {
namespace {

using Numbers = std::vector<long double>;
using ops::Cell;
using ops::CellActivation;

long double activation(CellActivation kind, long double x) {
  const auto cut = [](long double y) { return std::min(std::max(y, 0.0L), 1.0L); };
  switch (kind) {
    case CellActivation::tanh:
      return std::tanh(x);
    case CellActivation::sigmoid:
      return 1 / (1 + std::exp(-x));
    case CellActivation::relu:
      return std::max(x, 0.0L);
    case CellActivation::linear:
      return x;
    case CellActivation::hard_sigmoid:
      return cut((x + 3) / 6);
    case CellActivation::hard_sigmoid_02:
      return cut(x / 5 + 0.5L);
  }
  return x;
}

struct Sequence {
  std::int64_t batch, steps, units;
  ops::RecurrentOptions options;

  std::int64_t gates() const { return ops::gates_of(options.cell); }
  std::string name() const {
    return std::to_string(static_cast<int>(options.cell)) + "_" + std::to_string(batch) + "x" +
           std::to_string(steps) + "x" + std::to_string(units) +
           (options.reverse ? "_reverse_" : "_") + std::string(name_of(options.activation)) + "_" +
           std::string(name_of(options.gate_activation));
  }
  Shape states() const { return {batch, steps, units}; }
};

/// A row's way through the steps. Matrices are read as the formulas are written: block(g, j) is
/// unit j of block g of x + h R.
struct Way {
  const Sequence& s;
  const Operands& in;
  std::int64_t row;
  Numbers h, c;

  long double recurrent(const Numbers& with, std::int64_t block, std::int64_t j) const {
    long double sum = 0;
    for (std::int64_t k = 0; k < s.units; ++k) {
      sum += with[static_cast<std::size_t>(k)] *
             static_cast<long double>(in[1][k * s.gates() * s.units + block * s.units + j]);
    }
    return sum;
  }
  long double x(std::int64_t step, std::int64_t block, std::int64_t j) const {
    return in[0][((row * s.steps + step) * s.gates() + block) * s.units + j];
  }

  void take(std::int64_t t) {
    const auto f = [&](long double z) { return activation(s.options.activation, z); };
    const auto gate = [&](std::int64_t block, std::int64_t j) {
      return activation(s.options.gate_activation, x(t, block, j) + recurrent(h, block, j));
    };
    Numbers next(h.size());
    Numbers reset(h.size());
    for (std::size_t j = 0; j < reset.size() && s.options.cell == Cell::gru; ++j)
      reset[j] = gate(1, static_cast<std::int64_t>(j)) * h[j];
    for (std::size_t unit = 0; unit < next.size(); ++unit) {
      const auto j = static_cast<std::int64_t>(unit);
      if (s.options.cell == Cell::simple) next[unit] = f(x(t, 0, j) + recurrent(h, 0, j));
      if (s.options.cell == Cell::lstm) {
        const long double g = f(x(t, 2, j) + recurrent(h, 2, j));
        c[unit] = gate(1, j) * c[unit] + gate(0, j) * g;
        next[unit] = gate(3, j) * f(c[unit]);
      }
      if (s.options.cell == Cell::gru) {
        const long double g = f(x(t, 2, j) + recurrent(reset, 2, j));
        next[unit] = gate(0, j) * h[unit] + (1 - gate(0, j)) * g;
      }
      if (s.options.cell == Cell::gru_reset_after) {
        const long double g = f(x(t, 2, j) + gate(1, j) * (recurrent(h, 2, j) + in[3][j]));
        next[unit] = gate(0, j) * h[unit] + (1 - gate(0, j)) * g;
      }
    }
    h = next;
  }
};

std::vector<double> expected_states(const Sequence& s, const Operands& in) {
  const auto size = static_cast<std::size_t>(s.states().size());
  std::vector<double> hidden(size);
  std::vector<double> cell(s.options.cell == Cell::lstm ? size : 0);
  for (std::int64_t row = 0; row < s.batch; ++row) {
    Way way{s, in, row, {}, {}};
    for (std::int64_t j = 0; j < s.units; ++j) {
      way.h.push_back(in[2][row * s.units + j]);
      if (!cell.empty()) way.c.push_back(in[3][row * s.units + j]);
    }
    for (std::int64_t i = 0; i < s.steps; ++i) {
      const std::int64_t t = s.options.reverse ? s.steps - 1 - i : i;
      way.take(t);
      for (std::int64_t j = 0; j < s.units; ++j) {
        const auto place = static_cast<std::size_t>((row * s.steps + t) * s.units + j);
        hidden[place] = static_cast<double>(way.h[static_cast<std::size_t>(j)]);
        if (!cell.empty()) cell[place] = static_cast<double>(way.c[static_cast<std::size_t>(j)]);
      }
    }
  }
  hidden.insert(hidden.end(), cell.begin(), cell.end());
  return hidden;
}

std::vector<OpInput> sequence_inputs(const Sequence& s) {
  const double scale = 1.0 / std::sqrt(static_cast<double>(s.units));
  const std::int64_t width = s.gates() * s.units;
  std::vector<OpInput> inputs{{.shape = {s.batch, s.steps, width}},
                              {.shape = {s.units, width}, .low = -scale, .high = scale},
                              {.shape = {s.batch, s.units}, .low = -1, .high = 1}};
  if (s.options.cell == Cell::lstm) {
    inputs.push_back({.shape = {s.batch, s.units}, .low = -1, .high = 1});
  }
  if (s.options.cell == Cell::gru_reset_after) inputs.push_back({.shape = {s.units}});
  return inputs;
}

Value build_states(const Sequence& s, const Inputs& in) {
  const bool lstm = s.options.cell == Cell::lstm;
  const Value fourth = in.values.size() > 3 ? in[3] : Value{};
  return ops::recurrent(in[0], in[1], {in[2], lstm ? fourth : Value{}}, s.options,
                        lstm ? Value{} : fourth)
      .hidden;
}

std::vector<Sequence> sequences() {
  std::vector<Sequence> all;
  for (const Cell cell : {Cell::simple, Cell::lstm, Cell::gru, Cell::gru_reset_after}) {
    all.push_back({2, 3, 2, {.cell = cell}});
    all.push_back({1, 1, 1, {.cell = cell}});
    all.push_back({2, 2, 3, {.cell = cell, .reverse = true}});
    all.push_back({7, 5, 19, {.cell = cell, .reverse = true}});
    all.push_back({50, 3, 16, {.cell = cell}});
    all.push_back({0, 3, 4, {.cell = cell}});
    for (const CellActivation other :
         {CellActivation::relu, CellActivation::linear, CellActivation::hard_sigmoid,
          CellActivation::hard_sigmoid_02, CellActivation::sigmoid}) {
      all.push_back({3, 2, 5, {.cell = cell, .activation = other, .gate_activation = other}});
    }
    all.push_back({1,
                   2,
                   2,
                   {.cell = cell,
                    .activation = CellActivation::sigmoid,
                    .gate_activation = CellActivation::tanh}});
  }
  all.push_back({9, 2, 512, {.cell = Cell::simple}});
  return all;
}

/// Those with kinks are left to the values.
bool is_smooth(const Sequence& s) {
  const auto smooth = [](CellActivation f) {
    return f == CellActivation::tanh || f == CellActivation::sigmoid;
  };
  return smooth(s.options.activation) && smooth(s.options.gate_activation) &&
         s.states().size() > 0 && s.states().size() < 20;
}

OpDescription recurrent_op() {
  OpDescription description{&ops::kRecurrent, {}, {}};
  for (const Sequence& s : sequences()) {
    description.cases.push_back(
        {.name = s.name(),
         .inputs = sequence_inputs(s),
         .build = [s](const Inputs& in) { return build_states(s, in); },
         .expected = [s](const Operands& in, const Shape&) { return expected_states(s, in); },
         .derivative = is_smooth(s) ? Derivative::first : Derivative::skipped,
         .whole_scale = true,
         .specials = false});  // what is finite in double may overflow in float
  }
  const Sequence s{2, 3, 4, {}};
  const auto build = [s](const Inputs& in) { return build_states(s, in); };
  const DType f32 = DType::f32;
  description.refusals = {
      {{{f32, {2, 12}}, {f32, {4, 16}}, {f32, {2, 4}}, {f32, {2, 4}}}, build, "at least one step"},
      {{{f32, {2, 0, 16}}, {f32, {4, 16}}, {f32, {2, 4}}, {f32, {2, 4}}}, build, "one step"},
      {{{f32, {2, 3, 15}}, {f32, {4, 16}}, {f32, {2, 4}}, {f32, {2, 4}}}, build, "4 * units"},
      {{{f32, {2, 3, 16}}, {f32, {3, 16}}, {f32, {2, 4}}, {f32, {2, 4}}}, build, "[4, 16]"},
      {{{f32, {2, 3, 16}}, {f32, {4, 16}}, {f32, {1, 4}}, {f32, {2, 4}}}, build, "hidden state"},
      {{{f32, {2, 3, 16}}, {f32, {4, 16}}, {f32, {2, 4}}, {f32, {4}}}, build, "cell state"},
      {{{f32, {2, 3, 16}}, {f32, {4, 16}}, {f32, {2, 4}}}, build, "takes 4 inputs"}};
  return description;
}

/// With what arrives by the states behind the inputs of `recurrent` and the states themselves. The
/// values are checked as derivatives of that op.
OpDescription recurrent_gradient_op() {
  OpDescription description{&ops::kRecurrentGradient, {}, {}};
  for (const Sequence& s : sequences()) {
    for (const bool by_cell : {false, true}) {
      const bool lstm = s.options.cell == Cell::lstm;
      if (by_cell && !lstm) continue;
      std::vector<OpInput> inputs = sequence_inputs(s);
      for (int i = 0; i < (lstm ? 3 : 2) + (by_cell ? 1 : 0); ++i)
        inputs.push_back({.shape = s.states(), .low = 0.1, .high = 0.9});
      description.cases.push_back(
          {.name = s.name() + (by_cell ? "_by_cell" : ""),
           .inputs = inputs,
           .build =
               [s, by_cell](const Inputs& in) {
                 Attributes attributes = ops::recurrent_attributes(s.options);
                 attributes.set("by_cell", by_cell);
                 return in[0]
                     .owner()
                     .add_node(ops::kRecurrentGradient, in.values, std::move(attributes))
                     .output();
               },
           .expected = {},
           .derivative = Derivative::skipped,
           .whole_scale = true,
           .specials = false});
    }
  }
  return description;
}

}  // namespace

std::vector<OpDescription> recurrent_ops() {
  return {recurrent_op(), recurrent_gradient_op()};
}

}  // namespace ganglion::op_tests
