#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "ganglion/graph/graph.h"

/// The op set. Each function checks its inputs, appends a node to the graph of its inputs and
/// returns the result; nothing is computed. One file per op (ops/<name>.cpp) holds its shape rule,
/// gradient rule and placement rule; op_defs.h lists them. Throws Error with the op's name, the
/// shapes and the remedy.
///
/// Element-wise ops broadcast as NumPy does: shapes aligned at the last axis, extents equal or 1.
/// Operands must have the same floating type.
namespace ganglion::ops {

// --- Arithmetic, element by element
// ---------------------------------------------------------------
/// a + b, a - b, a * b, a / b.
Value add(Value a, Value b);
Value sub(Value a, Value b);
Value mul(Value a, Value b);
Value div(Value a, Value b);
/// a^b for a > 0 (or any a with an integer-valued constant b).
Value pow(Value a, Value b);
/// The larger of both; the derivative goes to it, to `a` where they are equal.
Value maximum(Value a, Value b);
/// The smaller of both; the derivative goes to it, to `a` where they are equal.
Value minimum(Value a, Value b);
/// 1 where a > b, else 0, in the type of the operands. No derivative.
Value greater(Value a, Value b);
/// 1 where a == b, else 0.
Value equal(Value a, Value b);
/// a where condition is not 0, else b.
Value select(Value condition, Value a, Value b);

// --- Functions, element by element
// ----------------------------------------------------------------
/// -x, |x|, and the sign of x: -1, 0 or 1, without a derivative.
Value neg(Value x);
Value abs(Value x);
Value sign(Value x);
/// The functions of C++ of these names.
Value exp(Value x);
Value expm1(Value x);
Value log(Value x);
Value log1p(Value x);
Value sqrt(Value x);
Value sin(Value x);
Value cos(Value x);
Value tanh(Value x);
/// 1 / (1 + e^-x).
Value sigmoid(Value x);
/// The error function of Gauss.
Value erf(Value x);
/// max(x, 0); the derivative at 0 is 0.
Value relu(Value x);
/// x for x > 0, else negative_slope * x.
Value leaky_relu(Value x, double negative_slope);
/// x for x > 0, else alpha * (e^x - 1).
Value elu(Value x, double alpha = 1.0);
/// log(1 + e^x), finite for any x.
Value softplus(Value x);
/// Binary cross-entropy of a logit x and a target t in [0, 1]: max(x, 0) - x*t + log(1 + e^-|x|).
/// Exact for any logit. Same shapes.
Value sigmoid_cross_entropy(Value logits, Value targets);
/// The nearest whole number, ties to even. The derivative, 0 or none, is taken as 1: the
/// straight-through estimator (Bengio, Leonard and Courville 2013), so that rounded values train.
Value round(Value x);
/// To another type. The derivative passes between floating types.
Value cast(Value x, DType dtype);
/// x, taken as a constant by derivatives.
Value stop_gradient(Value x);

// --- Products and sums
// ----------------------------------------------------------------------------
/// [m, k] x [k, n] -> [m, n]; a transposed operand is given as [k, m] or [n, k].
Value matmul(Value a, Value b, bool transpose_a = false, bool transpose_b = false);
/// A product for each place of the leading axes, which are the same on both sides: [..., m, k] x
/// [..., k, n] -> [..., m, n]. At least three axes.
Value batched_matmul(Value a, Value b, bool transpose_a = false, bool transpose_b = false);
/// How the windows of a convolution step over the spatial axes: one value for each, or none for the
/// defaults.
struct ConvOptions {
  std::vector<std::int64_t> strides{};      ///< 1
  std::vector<std::int64_t> dilations{};    ///< distance of neighbours in a window: 1
  std::vector<std::int64_t> pads_before{};  ///< zeros in front of each axis: 0
  std::vector<std::int64_t> pads_after{};   ///< and behind it: 0
  std::int64_t groups = 1;  ///< channels and filters fall into groups that don't see each other
};
/// Cross-correlation with a kernel: x [batch, channels, spatial…] and kernel [filters, channels /
/// groups, spatial…] give [batch, filters, spatial…]. One spatial axis (a signal) or two (an
/// image). y[b, f, o] = sum over c, k of x[b, c, o * stride + k * dilation - before] kernel[f, c,
/// k].
Value conv(Value x, Value kernel, const ConvOptions& options = {});
/// The derivative of conv by x, whose spatial extents are given: dy [batch, filters, spatial…] and
/// kernel give [batch, channels, extents…]. It is the transposed convolution.
Value conv_input_gradient(Value dy, Value kernel, std::vector<std::int64_t> extents,
                          const ConvOptions& options = {});
/// The derivative of conv by the kernel, whose spatial extents are given.
Value conv_kernel_gradient(Value x, Value dy, std::vector<std::int64_t> extents,
                           const ConvOptions& options = {});
/// How the windows of a pooling step over the spatial axes.
struct PoolOptions {
  std::vector<std::int64_t> window{};       ///< extents, one for each spatial axis
  std::vector<std::int64_t> strides{};      ///< empty: those of the window
  std::vector<std::int64_t> pads_before{};  ///< places that don't count, less than the window
  std::vector<std::int64_t> pads_after{};
};
/// The largest element of each window, channel by channel; padding is never it. The derivative goes
/// to the first of equal largest elements.
Value max_pool(Value x, const PoolOptions& options);
/// The derivative of max_pool by x: dy, in the shape of the result, where the largest stood.
Value max_pool_gradient(Value x, Value dy, const PoolOptions& options);
/// Of each window the element of `values` that stands where x is largest.
Value max_pool_pick(Value x, Value values, const PoolOptions& options);
/// The mean of each window, of those elements that lie in x.
Value avg_pool(Value x, const PoolOptions& options);
/// The derivative of avg_pool by its input, whose spatial extents are given.
Value avg_pool_gradient(Value dy, std::vector<std::int64_t> extents, const PoolOptions& options);
/// Sum over the axes (all axes if empty); `keep` leaves them with extent 1.
Value reduce_sum(Value x, std::vector<int> axes = {}, bool keep = false);
/// Largest element over the axes. The derivative is shared by equal largest elements.
Value reduce_max(Value x, std::vector<int> axes = {}, bool keep = false);
/// Where the largest element stands along an axis, which goes; the first of equal ones, and of NaN:
/// i32. No derivative.
Value argmax(Value x, int axis = -1);
/// Element i is the sum of the elements up to i along an axis, or from i on where `reverse`.
Value cumulative_sum(Value x, int axis = -1, bool reverse = false);

// --- Shape
// ----------------------------------------------------------------------------------------
/// The same elements, row-major, under a shape of as many.
Value reshape(Value x, Shape shape);
/// Output axis i is input axis permutation[i].
Value transpose(Value x, std::vector<int> permutation);
/// Stretches extents of 1 (and adds axes in front) to the shape.
Value broadcast_to(Value x, Shape shape);
/// The block of extents `sizes` that begins at `starts`.
Value slice(Value x, std::vector<std::int64_t> starts, Shape sizes);
/// Zeros around: before[i] and after[i] elements on axis i.
Value pad(Value x, std::vector<std::int64_t> before, std::vector<std::int64_t> after);
/// Values side by side along an axis (negative ones count from the end); other extents are equal.
Value concat(std::vector<Value> values, int axis);
/// A part of a flat buffer [n] under a shape: elements [offset, offset + shape.size()).
Value view(Value flat, std::int64_t offset, Shape shape, std::string_view name = {});
/// The opposite: lays values one by one at the offsets of a flat buffer of `size` elements; gaps
/// are zero. Offsets ascend and don't overlap.
Value pack(std::vector<Value> values, std::vector<std::int64_t> offsets, std::int64_t size);

// --- Indices (i32)
// --------------------------------------------------------------------------------
/// Rows of a table [n, ...]: indices of shape S give S + [...]. An index outside [0, n) gives
/// zeros.
Value gather(Value table, Value indices);
/// Zeros [rows, ...] to which updates (shape of indices + [...]) are added at the indices.
Value scatter_add(Value indices, Value updates, std::int64_t rows);
/// 1 at the index, 0 elsewhere: S -> S + [depth].
Value one_hot(Value indices, std::int64_t depth, DType dtype = DType::f32);

// --- Probabilities, over the last axis
// ------------------------------------------------------------
/// e^x / sum of e^x, and its logarithm; both finite for any logits.
Value softmax(Value logits);
Value log_softmax(Value logits);
/// -log softmax(logits)[label] of each row: logits [..., n], labels [...] (i32) -> [...].
/// Exact for logits of any size.
Value softmax_cross_entropy(Value logits, Value labels);

// --- Random
// ---------------------------------------------------------------------------------------
/// 1/(1-rate) with probability 1-rate, else 0, in the shape of `like`; drawn from (seed, stream,
/// step) by the element's place in the whole batch. `step` is an f32 scalar, one number per
/// training step.
Value dropout_mask(Value like, Value step, double rate, std::uint64_t seed, std::uint64_t stream);
/// Uniform in [0, 1), and standard normal, in the shape of `like`; drawn likewise. No derivative.
Value random_uniform(Value like, Value step, std::uint64_t seed, std::uint64_t stream);
Value random_normal(Value like, Value step, std::uint64_t seed, std::uint64_t stream);

// --- Made of the above
// ----------------------------------------------------------------------------
/// A constant scalar in the type of x.
Value scalar_like(Value x, double value);
/// A constant of one value.
Value full(Graph& graph, Shape shape, double value, DType dtype = DType::f32);
/// x * x.
Value square(Value x);
/// Mean over the axes (all axes if empty); `keep` leaves them with extent 1.
Value reduce_mean(Value x, std::vector<int> axes = {}, bool keep = false);
/// x * Phi(x) with the exact Gaussian distribution function (Hendrycks and Gimpel, 2016).
Value gelu(Value x);
/// x * sigmoid(x).
Value silu(Value x);
/// Sums over the axes that broadcasting stretched, back to `shape`.
Value reduce_to(Value x, const Shape& shape);

/// All ops of the library, in the order above.
std::span<const OpDef* const> all_ops();
/// The op of that name, or null.
const OpDef* find_op(std::string_view name);

}  // namespace ganglion::ops

namespace ganglion {
/// add, sub, mul, div and neg. A number becomes a constant in the type of the value.
inline Value operator+(Value a, Value b) {
  return ops::add(a, b);
}
inline Value operator-(Value a, Value b) {
  return ops::sub(a, b);
}
inline Value operator*(Value a, Value b) {
  return ops::mul(a, b);
}
inline Value operator/(Value a, Value b) {
  return ops::div(a, b);
}
inline Value operator-(Value x) {
  return ops::neg(x);
}
inline Value operator+(Value a, double b) {
  return ops::add(a, ops::scalar_like(a, b));
}
inline Value operator-(Value a, double b) {
  return ops::sub(a, ops::scalar_like(a, b));
}
inline Value operator*(Value a, double b) {
  return ops::mul(a, ops::scalar_like(a, b));
}
inline Value operator/(Value a, double b) {
  return ops::div(a, ops::scalar_like(a, b));
}
inline Value operator+(double a, Value b) {
  return ops::add(ops::scalar_like(b, a), b);
}
inline Value operator-(double a, Value b) {
  return ops::sub(ops::scalar_like(b, a), b);
}
inline Value operator*(double a, Value b) {
  return ops::mul(ops::scalar_like(b, a), b);
}
inline Value operator/(double a, Value b) {
  return ops::div(ops::scalar_like(b, a), b);
}
}  // namespace ganglion
