#pragma once
#include <cstddef>
#include <cstdint>

#include "ganglion/kernels/kernel.h"
#include "ganglion/kernels/simd/packed_product.h"
#include "ganglion/kernels/simd/recurrent_rows.h"
#include "ganglion/ops/recurrent.h"

namespace ganglion::kernels::simd {

/// Rows of a batch that go through the steps together: their numbers of a step stay in the cache,
/// beside the weights. Which rows do makes no difference to their bits.
inline constexpr std::int64_t kRecurrentRows = 24;

/// Parts of a kernel's scratch memory, taken one behind the other.
class ScratchFloats {
 public:
  explicit ScratchFloats(void* memory) : next_(static_cast<float*>(memory)) {}
  float* take(std::int64_t count) {
    float* taken = next_;
    next_ += padded(count);
    return taken;
  }
  /// What take() goes on by: whole cache lines.
  static std::int64_t padded(std::int64_t count) { return (count + 15) / 16 * 16; }

 private:
  float* next_;
};

/// Some blocks of columns of a recurrent kernel R, packed for products of rows with them, or with
/// the same transposed.
class RecurrentFactor {
 public:
  RecurrentFactor(const ops::RecurrentGeometry& g, std::int64_t first, std::int64_t last,
                  bool transposed);

  std::int64_t size() const { return ScratchFloats::padded(factor_.size()); }
  std::int64_t copy_size() const;  ///< that pack() needs on its way
  std::size_t scratch_bytes() const;
  std::int64_t columns() const { return factor_.n; }

  void pack(const float* kernel, float* copy, float* to) const;
  /// c [rows, columns] = a [rows, …] · the factor.
  void multiply(std::int64_t rows, const float* a, const float* packed, float* c,
                void* scratch) const;

 private:
  std::int64_t units_, all_, first_, count_;
  bool transposed_;
  ops::PackedFactor factor_;
};

/// The gates of a step, for some rows.
class RecurrentGates {
 public:
  explicit RecurrentGates(const ops::RecurrentGeometry& geometry);

  /// Where weights and products lie; made once for a run.
  struct Memory {
    float *copy, *factor, *candidate, *products;
    float* product_scratch;
  };
  std::int64_t size() const;  ///< numbers that Memory takes
  Memory prepare(ScratchFloats& scratch, const float* kernel) const;

  /// What a step of `rows` rows reads: x of the first one, `stride` from row to row, and h [rows,
  /// units] of the step before.
  struct Step {
    std::int64_t rows;
    const float* x;
    std::int64_t stride;
    const float* h;
    const float* bias;  ///< or null
  };
  /// gates [rows, gates * units], activated; of a gru also `product` [rows, units]: h' R + b, or
  /// r * h'.
  void run(const Memory& memory, const Step& step, float* gates, float* product) const;

 private:
  void finish_gru(const Memory& memory, const Step& step, float* gates, float* product) const;

  ops::RecurrentGeometry g_;
  RecurrentRows rows_;
  RecurrentFactor factor_;     ///< of what reads h' as it is
  RecurrentFactor candidate_;  ///< of a gru that resets before: what reads r * h'
};

}  // namespace ganglion::kernels::simd
