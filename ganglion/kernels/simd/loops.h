#pragma once
#include <cstddef>
#include <cstdint>

#include "ganglion/graph/op_def.h"

/// Element-wise instructions as loops over runs of f32, for the best instruction set of the machine
/// the program runs on.
namespace ganglion::kernels::simd {

// An instruction is an op that has a Function in functions-inl.h, or one of those that powers with
// constant exponents and neighbouring ops become. Their operands are called a, b, c, …
extern const OpDef kCopy;         ///< a
extern const OpDef kReciprocal;   ///< 1 / a
extern const OpDef kInverseSqrt;  ///< 1 / sqrt(a)
extern const OpDef kMulAdd;       ///< a * b + c, rounded once where the machine can
extern const OpDef kMulSub;       ///< a * b - c
extern const OpDef kNegMulAdd;    ///< c - a * b
extern const OpDef kMulMulAdd;    ///< a * b + c * d
extern const OpDef kLerp;         ///< a + b * (c - a)
extern const OpDef kDivRoot;      ///< a / (sqrt(b) + c)
extern const OpDef kLerpProduct;  ///< a + b * (c * d - a), a moving average of squares
extern const OpDef kSubDivRoot;   ///< a - b * c / (sqrt(d) + e), the step of Adam and its kin
/// All of Adam in one pass, of operands a to j: i = a + b * (c - a), j = d + e * (c * c - d) and
/// f - g * i / (sqrt(j) + h). i and j are written; b, e, g and h are single numbers.
extern const OpDef kAdamStep;

constexpr std::size_t kMaxOperands = 10;

/// dst[i] = instruction(src[0][i], src[1][i], ...) for i < n. dst may be one of the operands. An
/// element's result depends on its operands only, not on its place in the run.
using Loop = void (*)(float* dst, const float* const* src, float parameter, std::size_t n);

/// The loop of an instruction; null for any other op. Operand k is a single number, taken for each
/// element, when bit k of `scalars` is set.
Loop find_loop(const OpDef& instruction, unsigned scalars);

/// dst[i] = the sum of src[0][start + i], src[1][start + i], ... in a binary tree,
/// ((0+1)+(2+3))+...
using TreeSum = void (*)(float* dst, const float* const* src, std::size_t start, std::size_t n);

/// Null unless count is a power of two up to 64.
TreeSum find_tree_sum(std::int64_t count);

/// dst[i] = src[(start + i) / run % period]: an operand stretched over `run` and repeated.
void stretch(float* dst, const float* src, std::size_t start, std::size_t n, std::size_t run,
             std::size_t period);

}  // namespace ganglion::kernels::simd
