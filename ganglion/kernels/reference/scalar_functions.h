#pragma once
#include "ganglion/graph/op_def.h"

namespace ganglion::kernels::reference {

/// An element-wise op on single numbers: what it means, in float and in double.
struct ScalarFunction {
  const OpDef* op;
  float (*f32)(const float* operands, double parameter);
  double (*f64)(const double* operands, double parameter);

  template <class T>
  T apply(const T* operands, double parameter) const {
    if constexpr (sizeof(T) == sizeof(float)) {
      return f32(operands, parameter);
    } else {
      return f64(operands, parameter);
    }
  }
};

/// The function of an element-wise op, or null.
const ScalarFunction* find_scalar_function(const OpDef* op);

/// The number that parameterises the op of a node: alpha of elu, negative_slope of leaky_relu, else
/// 0.
double parameter_of(const Node& node);

}  // namespace ganglion::kernels::reference
