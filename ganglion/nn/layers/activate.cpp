#include "ganglion/nn/layers/activate.h"

#include <fmt/format.h>

namespace ganglion::nn {

Value Activate::build(GraphBuilder& builder, Value x) const {
  if (is_over_last_axis(activation) && x.shape().rank() < 2) {
    builder.refuse(
        fmt::format("{} needs an input [None, …, classes], got {}; it would mix the examples",
                    name_of(activation), batch_shape_text(x.shape())));
  }
  return apply(activation, x);
}

Symbol Activate::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

}  // namespace ganglion::nn
