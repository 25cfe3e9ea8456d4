#pragma once
#include <functional>

#include "ganglion/core/tensor.h"
#include "ganglion/graph/graph.h"

namespace ganglion {

/// Checks derivatives, of an op of your own for instance: `f` makes a scalar of a value in the
/// shape of `x`, and its derivative by each element of x, by the rules of the ops, is set beside a
/// central difference, (f(x + h) - f(x - h)) / 2h. All in f64. Returns the largest |rule -
/// difference| / max(1, |difference|): 1e-6 or so where the rules are right. Throws Error where f
/// doesn't give a scalar, or can't be differentiated.
double gradient_error(const std::function<Value(Value)>& f, const Tensor& x, double h = 1e-5);

}  // namespace ganglion
