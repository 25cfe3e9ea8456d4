#include <algorithm>
#include <cstring>

#include "ganglion/kernels/simd/families.h"
#include "ganglion/kernels/simd/recurrent_gates.h"
#include "ganglion/ops/op_defs.h"

namespace ganglion::kernels::simd {
namespace {

/// Rows are independent: workers share them, and each takes some through all steps at a time.
class Recurrent : public Kernel {
 public:
  explicit Recurrent(const Node& node)
      : g_(ops::recurrent_geometry(node)),
        at_(ops::recurrent_inputs(node)),
        rows_(recurrent_rows()),
        gates_(g_) {}

  std::int64_t extent() const override { return g_.batch; }
  std::size_t scratch_bytes() const override {
    const std::int64_t states = ScratchFloats::padded(kRecurrentRows * g_.units);
    const std::int64_t gates = ScratchFloats::padded(kRecurrentRows * g_.gates * g_.units);
    return static_cast<std::size_t>(gates_.size() + gates + 3 * states) * sizeof(float);
  }

  void run(const KernelArguments& arguments) override {
    ScratchFloats scratch(arguments.scratch);
    Block block{};
    block.memory = gates_.prepare(scratch, static_cast<const float*>(arguments.inputs[1]));
    block.gates = scratch.take(kRecurrentRows * g_.gates * g_.units);
    block.h = scratch.take(kRecurrentRows * g_.units);
    block.c = scratch.take(kRecurrentRows * g_.units);
    block.product = scratch.take(kRecurrentRows * g_.units);
    for (std::int64_t row = arguments.begin; row < arguments.end; row += kRecurrentRows) {
      block.first = row;
      block.rows = std::min(kRecurrentRows, arguments.end - row);
      run_block(arguments, block);
    }
  }

 private:
  struct Block {
    RecurrentGates::Memory memory;
    std::int64_t first, rows;
    float *gates, *h, *c, *product;
  };

  void run_block(const KernelArguments& arguments, const Block& block) const {
    const auto* x = static_cast<const float*>(arguments.inputs[0]);
    const std::int64_t width = g_.gates * g_.units;
    start(arguments.inputs[2], block, block.h);
    if (g_.is_lstm()) start(arguments.inputs[3], block, block.c);
    for (std::int64_t i = 0; i < g_.steps; ++i) {
      const std::int64_t place = block.first * g_.steps + g_.step(i);
      gates_.run(block.memory,
                 {.rows = block.rows,
                  .x = x + place * width,
                  .stride = g_.steps * width,
                  .h = block.h,
                  .bias = at_.bias < 0 ? nullptr : static_cast<const float*>(arguments.inputs[3])},
                 block.gates, block.product);
      for (std::int64_t r = 0; r < block.rows; ++r) next_states(block, r);
      keep(block.h, block, place, static_cast<float*>(arguments.outputs[0]));
      if (g_.is_lstm()) keep(block.c, block, place, static_cast<float*>(arguments.outputs[1]));
    }
  }

  void next_states(const Block& block, std::int64_t r) const {
    const std::int64_t n = g_.units;
    const auto count = static_cast<std::size_t>(n);
    const float* gate = block.gates + r * g_.gates * n;
    float* h = block.h + r * n;
    if (g_.is_lstm()) {
      float* c = block.c + r * n;
      rows_.cell_state(gate, gate + n, gate + 2 * n, c, c, count);
      rows_.activate(g_.options.activation, c, h, count);
      rows_.multiply(gate + 3 * n, h, h, count);
    } else if (g_.is_gru()) {
      rows_.blend(gate, h, gate + 2 * n, h, count);
    } else {
      std::memcpy(h, gate, count * sizeof(float));
    }
  }

  void start(const void* states, const Block& block, float* to) const {
    std::memcpy(to, static_cast<const float*>(states) + block.first * g_.units,
                static_cast<std::size_t>(block.rows * g_.units) * sizeof(float));
  }

  void keep(const float* states, const Block& block, std::int64_t place, float* to) const {
    for (std::int64_t r = 0; r < block.rows; ++r) {
      std::memcpy(to + (place + r * g_.steps) * g_.units, states + r * g_.units,
                  static_cast<std::size_t>(g_.units) * sizeof(float));
    }
  }

  ops::RecurrentGeometry g_;
  ops::RecurrentInputs at_;
  RecurrentRows rows_;
  RecurrentGates gates_;
};

}  // namespace

std::unique_ptr<Kernel> make_recurrent(const Node& node) {
  if (node.outputs[0].dtype != DType::f32) return nullptr;
  return std::make_unique<Recurrent>(node);
}

}  // namespace ganglion::kernels::simd
