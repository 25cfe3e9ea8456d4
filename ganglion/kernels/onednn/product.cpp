#include "ganglion/kernels/onednn/product.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <dnnl.hpp>
#include <new>
#include <vector>

#include "ganglion/kernels/onednn/isa.h"
#include "ganglion/kernels/onednn/signals.h"
#include "ganglion/kernels/scope.h"
#include "ganglion/kernels/signal_shield.h"

namespace ganglion::kernels::onednn {
namespace {

constexpr std::int64_t kPeriod = 256;  // numbers: 1 KiB, a quarter of what one way of L1 holds
constexpr std::int64_t kGap = 16;      // numbers: one cache line
constexpr std::int64_t kBlock = 256;   // a block of 256 x 256 numbers stays in L2
constexpr std::int64_t kRows = 1024;   // of c, for which a is copied at a time
constexpr std::int64_t kFewRows = 8;   // with fewer, a copy costs more than it gains

/// Equal parts of n, none above `most`, of whole cache lines.
std::int64_t part_of(std::int64_t n, std::int64_t most) {
  const std::int64_t parts = (n + most - 1) / most;
  const std::int64_t size = (n + parts - 1) / parts;
  return std::min(n, (size + kGap - 1) / kGap * kGap);
}

/// Rows of `count` numbers, `from` apart, to rows `count + kGap` apart.
const float* spread(const float* src, std::int64_t from, std::int64_t rows, std::int64_t count,
                    float* dst) {
  for (std::int64_t i = 0; i < rows; ++i) {
    std::memcpy(dst + i * (count + kGap), src + i * from,
                static_cast<std::size_t>(count) * sizeof(float));
  }
  return dst;
}

struct Operand {
  const float* data;
  std::int64_t stride;  ///< from row to row
};

void multiply(bool transpose_a, bool transpose_b, std::int64_t m, std::int64_t n, std::int64_t k,
              Operand a, Operand b, float* c, std::int64_t ldc, bool add) {
  const SignalShield shield(minds_signals());
  const auto status = dnnl_sgemm(transpose_a ? 'T' : 'N', transpose_b ? 'T' : 'N', m, n, k, 1.0F,
                                 a.data, a.stride, b.data, b.stride, add ? 1.0F : 0.0F, c, ldc);
  if (status == dnnl_out_of_memory) throw std::bad_alloc();
  dnnl::error::wrap_c_api(status, "a matrix product could not be computed");
}

/// oneDNN compiles its code for products when the first of a kind is computed, and doesn't notice
/// when there is no memory for it: it then writes to address 0. So that is done here, after a look
/// whether there is some, and before other memory is taken.
void compile_code(bool transpose_a, bool transpose_b) {
  constexpr std::size_t kForCode = std::size_t{16} << 20;
  void* room =
      ::mmap(nullptr, kForCode, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (room == MAP_FAILED) throw std::bad_alloc();
  ::munmap(room, kForCode);
  constexpr std::int64_t kSize = 48;
  const std::vector<float> ones(kSize * kSize, 1.0F);
  std::vector<float> result(kSize * kSize);
  const Scope scope;
  for (const bool add : {false, true}) {
    for (const std::int64_t rows : {std::int64_t{1}, kSize}) {
      multiply(transpose_a, transpose_b, rows, kSize, kSize, {ones.data(), kSize},
               {ones.data(), kSize}, result.data(), kSize, add);
    }
  }
}

/// Once for each kind.
template <bool transpose_a, bool transpose_b>
void have_code() {
  static const bool done = (compile_code(transpose_a, transpose_b), true);
  (void)done;
}

void have_code(bool transpose_a, bool transpose_b) {
  if (transpose_a) {
    transpose_b ? have_code<true, true>() : have_code<true, false>();
  } else {
    transpose_b ? have_code<false, true>() : have_code<false, false>();
  }
}

}  // namespace

Product::Product(std::int64_t m, std::int64_t n, std::int64_t k, bool transpose_a, bool transpose_b,
                 bool copies)
    : m_(m),
      n_(n),
      k_(k),
      transpose_a_(transpose_a),
      transpose_b_(transpose_b),
      lda_(transpose_a ? m : k),
      ldb_(transpose_b ? k : n),
      rows_(m),
      columns_(n),
      depth_(k) {
  have_code(transpose_a, transpose_b);
  if (m < kFewRows || transpose_b || !copies) return;
  copy_a_ = transpose_a && lda_ % kPeriod == 0;
  copy_b_ = ldb_ % kPeriod == 0;
  if (copy_a_) rows_ = part_of(m, kRows);
  if (copy_b_) columns_ = part_of(n, kBlock);
  if (copy_a_ || copy_b_) depth_ = part_of(k, kBlock);
}

void Product::compile_code() {
  for (const bool transpose_a : {false, true}) {
    for (const bool transpose_b : {false, true}) have_code(transpose_a, transpose_b);
  }
}

bool Product::copies_help() {
  return !supports(dnnl::cpu_isa::avx512_core);
}

std::size_t Product::scratch_bytes() const {
  std::int64_t floats = 0;
  if (copy_a_) floats += depth_ * (rows_ + kGap);
  if (copy_b_) floats += depth_ * (columns_ + kGap);
  return static_cast<std::size_t>(floats) * sizeof(float);
}

void Product::run(const Part& part, const float* a, const float* b, float* c, bool add,
                  void* scratch) const {
  const Scope scope;  // sgemm takes as many threads as the caller's OpenMP would
  const std::int64_t rows = part.rows();
  const std::int64_t columns = part.columns();
  a += transpose_a_ ? part.first_row : part.first_row * lda_;
  b += transpose_b_ ? part.first_column * ldb_ : part.first_column;
  c += part.first_row * n_ + part.first_column;
  if (!copy_a_ && !copy_b_) {
    multiply(transpose_a_, transpose_b_, rows, columns, k_, {a, lda_}, {b, ldb_}, c, n_, add);
    return;
  }
  for (std::int64_t i = 0; i < rows; i += rows_) {
    const Part block{0, std::min(rows_, rows - i), 0, columns};
    run_copied(block, transpose_a_ ? a + i : a + i * lda_, b, c + i * n_, add, scratch);
  }
}

void Product::run_copied(const Part& part, const float* a, const float* b, float* c, bool add,
                         void* scratch) const {
  const std::int64_t rows = part.rows();
  auto* space_b = static_cast<float*>(scratch);
  float* space_a = space_b + (copy_b_ ? depth_ * (columns_ + kGap) : 0);
  for (std::int64_t p = 0; p < k_; p += depth_) {
    const std::int64_t depth = std::min(depth_, k_ - p);
    Operand left{transpose_a_ ? a + p * lda_ : a + p, lda_};
    if (copy_a_) left = {spread(left.data, lda_, depth, rows, space_a), rows + kGap};
    for (std::int64_t j = 0; j < part.columns(); j += columns_) {
      const std::int64_t width = std::min(columns_, part.columns() - j);
      Operand right{b + p * ldb_ + j, ldb_};
      if (copy_b_) right = {spread(right.data, ldb_, depth, width, space_b), width + kGap};
      multiply(transpose_a_, false, rows, width, depth, left, right, c + j, n_, add || p > 0);
    }
  }
}

}  // namespace ganglion::kernels::onednn
