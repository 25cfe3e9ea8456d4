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

}  // namespace ganglion::kernels::reference
