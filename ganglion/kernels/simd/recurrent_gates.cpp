#include "ganglion/kernels/simd/recurrent_gates.h"

#include <algorithm>
#include <cstring>

namespace ganglion::kernels::simd {
namespace {

std::int64_t floats_of(std::size_t bytes) {
  return ScratchFloats::padded(static_cast<std::int64_t>(bytes / sizeof(float)));
}

/// Blocks of a gru's kernel that read h' as it is: all, where the reset comes after.
std::int64_t plain_blocks(const ops::RecurrentGeometry& g) {
  return g.options.cell == ops::Cell::gru ? 2 : g.gates;
}

}  // namespace

RecurrentFactor::RecurrentFactor(const ops::RecurrentGeometry& g, std::int64_t first,
                                 std::int64_t last, bool transposed)
    : units_(g.units),
      all_(g.gates * g.units),
      first_(first * g.units),
      count_((last - first) * g.units),
      transposed_(transposed),
      factor_{.k = transposed ? count_ : units_,
              .n = transposed ? units_ : count_,
              .width = packed_width()} {}

std::int64_t RecurrentFactor::copy_size() const {
  return count_ == all_ ? 0 : ScratchFloats::padded(units_ * count_);
}

std::size_t RecurrentFactor::scratch_bytes() const {
  return PackedProduct(kRecurrentRows, factor_).scratch_bytes();
}

void RecurrentFactor::pack(const float* kernel, float* copy, float* to) const {
  if (count_ == 0) return;
  if (count_ < all_) {
    for (std::int64_t k = 0; k < units_; ++k) {
      std::memcpy(copy + k * count_, kernel + k * all_ + first_,
                  static_cast<std::size_t>(count_) * sizeof(float));
    }
    kernel = copy;
  }
  simd::pack(factor_, kernel, transposed_, to);
}

void RecurrentFactor::multiply(std::int64_t rows, const float* a, const float* packed, float* c,
                               void* scratch) const {
  PackedProduct(rows, factor_).run({a, packed, nullptr, c, scratch}, 0, factor_.panels());
}

RecurrentGates::RecurrentGates(const ops::RecurrentGeometry& geometry)
    : g_(geometry),
      rows_(recurrent_rows()),
      factor_(geometry, 0, plain_blocks(geometry), false),
      candidate_(geometry, plain_blocks(geometry), geometry.gates, false) {}

std::int64_t RecurrentGates::size() const {
  return std::max(factor_.copy_size(), candidate_.copy_size()) + factor_.size() +
         candidate_.size() + ScratchFloats::padded(kRecurrentRows * g_.gates * g_.units) +
         floats_of(std::max(factor_.scratch_bytes(), candidate_.scratch_bytes()));
}

RecurrentGates::Memory RecurrentGates::prepare(ScratchFloats& scratch, const float* kernel) const {
  Memory memory{};
  memory.copy = scratch.take(std::max(factor_.copy_size(), candidate_.copy_size()));
  memory.factor = scratch.take(factor_.size());
  memory.candidate = scratch.take(candidate_.size());
  memory.products = scratch.take(kRecurrentRows * g_.gates * g_.units);
  memory.product_scratch =
      scratch.take(floats_of(std::max(factor_.scratch_bytes(), candidate_.scratch_bytes())));
  factor_.pack(kernel, memory.copy, memory.factor);
  candidate_.pack(kernel, memory.copy, memory.candidate);
  return memory;
}

void RecurrentGates::run(const Memory& memory, const Step& step, float* gates,
                         float* product) const {
  const std::int64_t n = g_.units;
  const auto count = static_cast<std::size_t>(n);
  const auto [f, s] = std::pair(g_.options.activation, g_.options.gate_activation);
  factor_.multiply(step.rows, step.h, memory.factor, memory.products, memory.product_scratch);
  for (std::int64_t r = 0; r < step.rows; ++r) {
    const float* x = step.x + r * step.stride;
    const float* p = memory.products + r * factor_.columns();
    float* gate = gates + r * g_.gates * n;
    if (g_.gates == 1) {
      rows_.activate_sum(f, x, p, gate, count);
      continue;
    }
    rows_.activate_sum(s, x, p, gate, 2 * count);
    if (g_.is_lstm()) {
      rows_.activate_sum(f, x + 2 * n, p + 2 * n, gate + 2 * n, count);
      rows_.activate_sum(s, x + 3 * n, p + 3 * n, gate + 3 * n, count);
    } else if (g_.options.cell == ops::Cell::gru) {
      rows_.multiply(gate + n, step.h + r * n, product + r * n, count);
    } else {
      std::memcpy(product + r * n, p + 2 * n, count * sizeof(float));
      if (step.bias != nullptr) rows_.add(step.bias, product + r * n, count);
      rows_.multiply(gate + n, product + r * n, gate + 2 * n, count);
    }
  }
  if (g_.is_gru()) finish_gru(memory, step, gates, product);
}

void RecurrentGates::finish_gru(const Memory& memory, const Step& step, float* gates,
                                float* product) const {
  const std::int64_t n = g_.units;
  const bool before = g_.options.cell == ops::Cell::gru;
  if (before) {
    candidate_.multiply(step.rows, product, memory.candidate, memory.products,
                        memory.product_scratch);
  }
  for (std::int64_t r = 0; r < step.rows; ++r) {
    float* gate = gates + (r * g_.gates + 2) * n;
    rows_.activate_sum(g_.options.activation, step.x + r * step.stride + 2 * n,
                       before ? memory.products + r * n : gate, gate, static_cast<std::size_t>(n));
  }
}

}  // namespace ganglion::kernels::simd
