#pragma once
#include <cstddef>
#include <cstdint>

/// Element-wise instructions as loops over runs of f32, for the best instruction set of the machine
/// the program runs on.
namespace ganglion::kernels::simd {

/// What an instruction computes from its operands a, b, c, …
enum class Code : std::uint8_t {
  copy,  ///< a
  // The ops of the graph.
  add,
  sub,
  mul,
  div,
  power,  ///< a^b by the standard library: slow
  maximum,
  minimum,
  greater,
  equal,
  select,
  neg,
  abs,
  sign,
  round_bf16,
  exp,
  expm1,
  log,
  log1p,
  sqrt,
  tanh,
  sigmoid,
  erf,
  relu,
  leaky_relu,
  elu,
  softplus,
  sigmoid_cross_entropy,
  // What powers with constant exponents and pairs of ops become.
  reciprocal,    ///< 1 / a
  inverse_sqrt,  ///< 1 / sqrt(a)
  mul_add,       ///< a * b + c, rounded once where the machine can
  mul_sub,       ///< a * b - c
  neg_mul_add,   ///< c - a * b
  mul_mul_add,   ///< a * b + c * d
  lerp,          ///< a + b * (c - a)
  div_root,      ///< a / (sqrt(b) + c)
  lerp_product,  ///< a + b * (c * d - a), which a moving average of squares is
  sub_div_root,  ///< a - b * c / (sqrt(d) + e), the step of Adam and its kin
  /// All of Adam in one pass, of operands a to j: i = a + b * (c - a), j = d + e * (c * c - d) and
  /// f - g * i / (sqrt(j) + h). i and j are written; b, e, g and h are single numbers.
  adam,
};

constexpr std::size_t kMaxOperands = 10;

/// dst[i] = code(src[0][i], src[1][i], ...) for i < n. dst may be one of the operands. An element's
/// result depends on its operands only, not on its place in the run.
using Loop = void (*)(float* dst, const float* const* src, float parameter, std::size_t n);

/// The loop of an instruction. Operand k is a single number, taken for each element, when bit k of
/// `scalars` is set.
Loop find_loop(Code code, unsigned scalars);

/// dst[i] = the sum of src[0][start + i], src[1][start + i], ... in a binary tree,
/// ((0+1)+(2+3))+...
using TreeSum = void (*)(float* dst, const float* const* src, std::size_t start, std::size_t n);

/// Null unless count is a power of two up to 64.
TreeSum find_tree_sum(std::int64_t count);

/// dst[i] = src[(start + i) / run % period]: an operand stretched over `run` and repeated.
void stretch(float* dst, const float* src, std::size_t start, std::size_t n, std::size_t run,
             std::size_t period);

}  // namespace ganglion::kernels::simd
