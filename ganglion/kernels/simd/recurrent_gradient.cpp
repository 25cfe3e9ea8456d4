#include <algorithm>
#include <cstring>

#include "ganglion/kernels/simd/families.h"
#include "ganglion/kernels/simd/recurrent_gates.h"
#include "ganglion/ops/op_defs.h"

namespace ganglion::kernels::simd {
namespace {

/// From the last step to the first; the gates of each are computed again from the states around it,
/// which costs a product more and saves the memory of all gates of all steps.
class RecurrentGradient : public Kernel {
 public:
  explicit RecurrentGradient(const Node& node)
      : g_(ops::recurrent_geometry(node)),
        at_(ops::recurrent_inputs(node)),
        rows_(recurrent_rows()),
        back_(recurrent_back()),
        gates_(g_),
        plain_(g_, 0, g_.options.cell == ops::Cell::gru ? 2 : g_.gates, true),
        candidate_(g_, g_.options.cell == ops::Cell::gru ? 2 : g_.gates, g_.gates, true) {}

  std::int64_t extent() const override { return g_.batch; }

  std::size_t scratch_bytes() const override {
    const std::int64_t states = ScratchFloats::padded(kRecurrentRows * g_.units);
    const std::int64_t gates = ScratchFloats::padded(kRecurrentRows * g_.gates * g_.units);
    return static_cast<std::size_t>(gates_.size() + plain_.size() + candidate_.size() + 2 * gates +
                                    6 * states) *
               sizeof(float) +
           product_bytes();
  }

  void run(const KernelArguments& arguments) override {
    const Memory memory = prepare(arguments);
    for (std::int64_t row = arguments.begin; row < arguments.end; row += kRecurrentRows) {
      run_block(arguments, memory, {row, std::min(kRecurrentRows, arguments.end - row)});
    }
  }

 private:
  struct Memory {
    RecurrentGates::Memory gate_memory;
    float *plain, *candidate;    ///< R transposed
    float *gates, *d_gates;      ///< [rows, gates * units]
    float *h, *d_h, *d_c;        ///< [rows, units]: h of the step before
    float *product, *one, *two;  ///< [rows, units]
    float* product_scratch;
  };
  struct Block {
    std::int64_t first, rows;
  };

  std::size_t product_bytes() const {
    return std::max(plain_.scratch_bytes(), candidate_.scratch_bytes());
  }

  Memory prepare(const KernelArguments& arguments) const {
    const auto* kernel = static_cast<const float*>(arguments.inputs[1]);
    ScratchFloats scratch(arguments.scratch);
    Memory memory{};
    memory.gate_memory = gates_.prepare(scratch, kernel);
    memory.plain = scratch.take(plain_.size());
    memory.candidate = scratch.take(candidate_.size());
    for (float** block : {&memory.gates, &memory.d_gates})
      *block = scratch.take(kRecurrentRows * g_.gates * g_.units);
    for (float** block :
         {&memory.h, &memory.d_h, &memory.d_c, &memory.product, &memory.one, &memory.two}) {
      *block = scratch.take(kRecurrentRows * g_.units);
    }
    memory.product_scratch = scratch.take(0);
    plain_.pack(kernel, memory.gate_memory.copy, memory.plain);
    candidate_.pack(kernel, memory.gate_memory.copy, memory.candidate);
    return memory;
  }

  void run_block(const KernelArguments& arguments, const Memory& m, const Block& block) const {
    const std::int64_t n = g_.units;
    const auto bytes = static_cast<std::size_t>(block.rows * n) * sizeof(float);
    std::memset(m.d_h, 0, bytes);
    std::memset(m.d_c, 0, bytes);
    for (std::int64_t i = g_.steps - 1; i >= 0; --i) {
      for (std::int64_t r = 0; r < block.rows; ++r) {
        const std::int64_t place = place_of(block, r, i);
        rows_.add(at(arguments, at_.d_hidden) + place * n, m.d_h + r * n, count());
        if (at_.d_cell >= 0) {
          rows_.add(at(arguments, at_.d_cell) + place * n, m.d_c + r * n, count());
        }
        std::memcpy(m.h + r * n, before(arguments, at_.start_hidden, at_.hidden, block, r, i),
                    count() * sizeof(float));
      }
      back(arguments, m, block, i);
    }
    std::memcpy(out(arguments, 1) + block.first * n, m.d_h, bytes);
    if (g_.is_lstm()) std::memcpy(out(arguments, 2) + block.first * n, m.d_c, bytes);
  }

  void back(const KernelArguments& arguments, const Memory& m, const Block& block,
            std::int64_t i) const {
    const std::int64_t width = g_.gates * g_.units;
    if (g_.gates > 1) {
      gates_.run(m.gate_memory,
                 {.rows = block.rows,
                  .x = at(arguments, 0) + place_of(block, 0, i) * width,
                  .stride = g_.steps * width,
                  .h = m.h,
                  .bias = at_.bias < 0 ? nullptr : at(arguments, at_.bias)},
                 m.gates, m.product);
    }
    if (g_.is_gru()) {
      back_gru(arguments, m, block, i);
    } else {
      for (std::int64_t r = 0; r < block.rows; ++r) {
        g_.is_lstm() ? back_lstm(arguments, m, block, r, i)
                     : back_simple(arguments, m, block, r, i);
      }
      keep_gates(arguments, m, block, i);
      plain_.multiply(block.rows, m.d_gates, m.plain, m.d_h, m.product_scratch);
    }
  }

  void back_simple(const KernelArguments& arguments, const Memory& m, const Block& block,
                   std::int64_t r, std::int64_t i) const {
    const std::int64_t n = g_.units;
    rows_.slope(g_.options.activation, m.d_h + r * n,
                at(arguments, at_.hidden) + place_of(block, r, i) * n, m.d_gates + r * n, count());
  }

  void back_lstm(const KernelArguments& arguments, const Memory& m, const Block& block,
                 std::int64_t r, std::int64_t i) const {
    const std::int64_t n = g_.units;
    const float* gate = m.gates + r * 4 * n;
    float* d = m.d_gates + r * 4 * n;
    const auto [f, s] = std::pair(g_.options.activation, g_.options.gate_activation);
    rows_.activate(f, at(arguments, at_.cell) + place_of(block, r, i) * n, m.one, count());
    rows_.slope(f, m.d_h + r * n, m.one, m.two, count());
    back_.lstm_back({.gates = gate,
                     .before = before(arguments, at_.start_cell, at_.cell, block, r, i),
                     .s = m.one,
                     .d_s = m.two,
                     .d_h = m.d_h + r * n,
                     .d_c = m.d_c + r * n,
                     .d_gates = d,
                     .n = count()});
    rows_.slope(s, d, gate, d, 2 * count());
    rows_.slope(f, d + 2 * n, gate + 2 * n, d + 2 * n, count());
    rows_.slope(s, d + 3 * n, gate + 3 * n, d + 3 * n, count());
  }

  /// All but the derivatives by r, and what comes of them.
  void back_gru(const KernelArguments& arguments, const Memory& m, const Block& block,
                std::int64_t i) const {
    const std::int64_t n = g_.units;
    for (std::int64_t r = 0; r < block.rows; ++r) {
      const float* gate = m.gates + r * 3 * n;
      float* d = m.d_gates + r * 3 * n;
      back_.gru_back({gate, m.h + r * n, m.d_h + r * n, d, count()});
      rows_.slope(g_.options.gate_activation, d, gate, d, count());
      rows_.slope(g_.options.activation, d + 2 * n, gate + 2 * n, d + 2 * n, count());
    }
    if (g_.options.cell == ops::Cell::gru) {
      reset_before(arguments, m, block, i);
    } else {
      reset_after(arguments, m, block, i);
    }
  }

  void reset_after(const KernelArguments& arguments, const Memory& m, const Block& block,
                   std::int64_t i) const {
    const std::int64_t n = g_.units;
    for (std::int64_t r = 0; r < block.rows; ++r) {
      const float* reset = m.gates + (r * 3 + 1) * n;
      float* d = m.d_gates + r * 3 * n;
      rows_.multiply(d + 2 * n, m.product + r * n, d + n, count());
      rows_.slope(g_.options.gate_activation, d + n, reset, d + n, count());
    }
    keep_gates(arguments, m, block, i);
    for (std::int64_t r = 0; r < block.rows; ++r) {  // from here on: by h' R + b
      float* d = m.d_gates + r * 3 * n;
      rows_.multiply(d + 2 * n, m.gates + (r * 3 + 1) * n, d + 2 * n, count());
      std::memcpy(out(arguments, 2) + place_of(block, r, i) * n, d + 2 * n,
                  count() * sizeof(float));
    }
    plain_.multiply(block.rows, m.d_gates, m.plain, m.one, m.product_scratch);
    rows_.add(m.one, m.d_h, static_cast<std::size_t>(block.rows) * count());
  }

  void reset_before(const KernelArguments& arguments, const Memory& m, const Block& block,
                    std::int64_t i) const {
    const std::int64_t n = g_.units;
    for (std::int64_t r = 0; r < block.rows; ++r)
      std::memcpy(m.one + r * n, m.d_gates + (r * 3 + 2) * n, count() * sizeof(float));
    candidate_.multiply(block.rows, m.one, m.candidate, m.two, m.product_scratch);  // by r * h'
    for (std::int64_t r = 0; r < block.rows; ++r) {
      const float* reset = m.gates + (r * 3 + 1) * n;
      float* d = m.d_gates + (r * 3 + 1) * n;
      rows_.multiply(m.two + r * n, m.h + r * n, d, count());
      rows_.slope(g_.options.gate_activation, d, reset, d, count());
      rows_.multiply_add(m.two + r * n, reset, m.d_h + r * n, count());
      std::memcpy(out(arguments, 2) + place_of(block, r, i) * n, m.product + r * n,
                  count() * sizeof(float));
    }
    keep_gates(arguments, m, block, i);
    for (std::int64_t r = 0; r < block.rows; ++r)
      std::memcpy(m.gates + r * 2 * n, m.d_gates + r * 3 * n, 2 * count() * sizeof(float));
    plain_.multiply(block.rows, m.gates, m.plain, m.one, m.product_scratch);
    rows_.add(m.one, m.d_h, static_cast<std::size_t>(block.rows) * count());
  }

  /// The derivatives by the gates are those by the projected input.
  void keep_gates(const KernelArguments& arguments, const Memory& m, const Block& block,
                  std::int64_t i) const {
    const std::int64_t width = g_.gates * g_.units;
    for (std::int64_t r = 0; r < block.rows; ++r) {
      std::memcpy(out(arguments, 0) + place_of(block, r, i) * width, m.d_gates + r * width,
                  static_cast<std::size_t>(width) * sizeof(float));
    }
  }

  std::int64_t place_of(const Block& block, std::int64_t r, std::int64_t i) const {
    return (block.first + r) * g_.steps + g_.step(i);
  }
  const float* before(const KernelArguments& arguments, int start, int states, const Block& block,
                      std::int64_t r, std::int64_t i) const {
    return i == 0 ? at(arguments, start) + (block.first + r) * g_.units
                  : at(arguments, states) + place_of(block, r, i - 1) * g_.units;
  }
  static const float* at(const KernelArguments& arguments, int input) {
    return static_cast<const float*>(arguments.inputs[input]);
  }
  static float* out(const KernelArguments& arguments, int output) {
    return static_cast<float*>(arguments.outputs[output]);
  }
  std::size_t count() const { return static_cast<std::size_t>(g_.units); }

  ops::RecurrentGeometry g_;
  ops::RecurrentInputs at_;
  RecurrentRows rows_;
  RecurrentBack back_;
  RecurrentGates gates_;
  RecurrentFactor plain_, candidate_;
};

}  // namespace

std::unique_ptr<Kernel> make_recurrent_gradient(const Node& node) {
  if (node.outputs[0].dtype != DType::f32) return nullptr;
  return std::make_unique<RecurrentGradient>(node);
}

}  // namespace ganglion::kernels::simd
