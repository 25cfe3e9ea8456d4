#pragma once
#include <cstdint>
#include <vector>

#include "ganglion/core/tensor.h"

/// Arithmetic with tensors, computed at once: to prepare data and to look at results. What a
/// network computes is made of ops instead (ops/ops.h).
namespace ganglion {

/// Element by element; shapes are stretched to a common one as in NumPy ([3, 1] and [4] to [3, 4]).
/// Both are f32, or both f64, and so is the result. Throws Error for other types (cast() them), and
/// where there is no common shape. Division by zero gives what IEEE 754 says.
Tensor operator+(const Tensor& a, const Tensor& b);
Tensor operator-(const Tensor& a, const Tensor& b);
Tensor operator*(const Tensor& a, const Tensor& b);
Tensor operator/(const Tensor& a, const Tensor& b);
/// The number is rounded to the tensor's type first.
Tensor operator+(const Tensor& a, double b);
Tensor operator-(const Tensor& a, double b);
Tensor operator*(const Tensor& a, double b);
Tensor operator/(const Tensor& a, double b);
Tensor operator+(double a, const Tensor& b);
Tensor operator-(double a, const Tensor& b);
Tensor operator*(double a, const Tensor& b);
Tensor operator/(double a, const Tensor& b);
Tensor operator-(const Tensor& x);

/// 1 where it is so, else 0, in the type of the tensors; where an element is NaN it is not so.
Tensor operator<(const Tensor& a, const Tensor& b);
Tensor operator>(const Tensor& a, const Tensor& b);
Tensor operator<=(const Tensor& a, const Tensor& b);
Tensor operator>=(const Tensor& a, const Tensor& b);
Tensor operator<(const Tensor& a, double b);
Tensor operator>(const Tensor& a, double b);
Tensor operator<=(const Tensor& a, double b);
Tensor operator>=(const Tensor& a, double b);

/// Element by element: the functions of C++ of these names, and x * x.
Tensor abs(const Tensor& x);
Tensor exp(const Tensor& x);
Tensor log(const Tensor& x);
Tensor sqrt(const Tensor& x);
Tensor sin(const Tensor& x);
Tensor cos(const Tensor& x);
Tensor square(const Tensor& x);
/// The larger and the smaller of both; NaN where one is.
Tensor maximum(const Tensor& a, const Tensor& b);
Tensor minimum(const Tensor& a, const Tensor& b);

/// 0, 1, 2, … count - 1: [count] f32.
Tensor arange(std::int64_t count);
/// Tensors side by side along an axis (negative ones count from the end): [rows, 2] and [rows, 1]
/// to [rows, 3]. Throws Error for no tensors, other types, and other extents on another axis.
Tensor concat(const std::vector<Tensor>& parts, int axis);

/// The sum of all elements, in row-major order, in double. Of no elements it is 0.
double sum(const Tensor& x);
/// Mean and population standard deviation of all elements, in double; NaN of no elements.
double mean(const Tensor& x);
double standard_deviation(const Tensor& x);
/// For each row of [rows, k…] the place of its largest element, the first of several, from 0 on:
/// [rows] i32. Throws Error for a scalar, for rows of no elements, and for an element that is NaN.
Tensor argmax_rows(const Tensor& x);

}  // namespace ganglion
