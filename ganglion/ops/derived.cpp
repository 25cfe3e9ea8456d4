#include <cmath>
#include <numbers>

#include "ganglion/ops/ops.h"
#include "ganglion/ops/rules.h"

/// Ops made of other ops: they need neither a gradient rule nor a kernel.
namespace ganglion::ops {

Value scalar_like(Value x, double value) {
  return x.owner().constant(Tensor::scalar(value, x.dtype()));
}

Value full(Graph& graph, Shape shape, double value, DType dtype) {
  return broadcast_to(graph.constant(Tensor::scalar(value, dtype)), shape);
}

Value square(Value x) {
  return x * x;
}

Value reduce_mean(Value x, std::vector<int> axes, bool keep) {
  const Value sum = reduce_sum(x, std::move(axes), keep);
  const double count = static_cast<double>(x.shape().size()) /
                       static_cast<double>(std::max<std::int64_t>(sum.shape().size(), 1));
  return sum * (1.0 / count);
}

Value gelu(Value x) {
  return x * ((erf(x * (1.0 / std::numbers::sqrt2)) + 1.0) * 0.5);
}

Value silu(Value x) {
  return x * sigmoid(x);
}

Value reduce_to(Value x, const Shape& shape) {
  if (x.shape() == shape) return x;
  std::vector<int> axes;
  const int added = x.shape().rank() - shape.rank();
  for (int axis = 0; axis < x.shape().rank(); ++axis) {
    const bool stretched = axis >= added && shape[axis - added] == 1 && x.shape()[axis] != 1;
    if (axis < added || stretched) axes.push_back(axis);
  }
  return reshape(reduce_sum(x, axes, false), shape);
}

}  // namespace ganglion::ops
