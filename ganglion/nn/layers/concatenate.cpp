#include "ganglion/nn/layers/concatenate.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/nn/layers/layer_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {

Value Concatenate::build(GraphBuilder& builder, std::span<const Value> inputs) const {
  check_joined(builder, inputs);
  check_settings();
  const int rank = inputs[0].shape().rank();
  const int place = static_cast<int>(axis < 0 ? axis + rank : axis);
  if (place < 1 || place >= rank) {
    builder.refuse(
        fmt::format("axis = {} doesn't fit inputs {}; axes 1 to {} can be joined, axis 0 "
                    "is the batch",
                    axis, shapes_text(inputs), rank - 1));
  }
  for (const Value& input : inputs) {
    if (input.shape().without(place) != inputs[0].shape().without(place)) {
      builder.refuse(
          fmt::format("the shapes don't match: {}; all extents but that of axis {} must "
                      "be equal",
                      shapes_text(inputs), place));
    }
  }
  return ops::concat({inputs.begin(), inputs.end()}, place);
}

Symbol Concatenate::operator()(std::vector<Symbol> inputs) const {
  return Layer(*this)(std::move(inputs));
}

Symbol Concatenate::operator()(const Symbol& a, const Symbol& b) const {
  return Layer(*this)({a, b});
}

void Concatenate::check_settings() const {
  if (axis >= -Shape::kMaxRank && axis <= Shape::kMaxRank) return;
  throw Error(fmt::format("concatenate: axis = {} is no axis of a tensor", axis));
}

}  // namespace ganglion::nn
