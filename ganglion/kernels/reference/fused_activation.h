#pragma once
#include "ganglion/graph/graph.h"
#include "ganglion/kernels/reference/scalar_functions.h"
#include "ganglion/ops/ops.h"

namespace ganglion::kernels::reference {

/// The activation at the end of a fused node; the number itself where it has none.
class FusedActivation {
 public:
  explicit FusedActivation(const Node& node) {
    if (!node.attributes.has("activation") || node.attributes.text("activation") == "linear")
      return;
    function_ = find_scalar_function(ops::find_op(node.attributes.text("activation")));
    parameter_ = node.attributes.number("parameter");
  }

  template <class T>
  T operator()(T value) const {
    return function_ == nullptr ? value : function_->apply<T>(&value, parameter_);
  }

 private:
  const ScalarFunction* function_ = nullptr;
  double parameter_ = 0.0;
};

}  // namespace ganglion::kernels::reference
