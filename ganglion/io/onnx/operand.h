#pragma once
#include <optional>

#include "ganglion/graph/graph.h"
#include "ganglion/io/onnx/model.h"

namespace ganglion::io::onnx {

/// A value of an ONNX model while it is imported: a constant, which is known at import, or a value
/// of the graph. Both are held as constants.h says.
struct Operand {
  ElementType type = ElementType::undefined;
  Value value = {};
  std::optional<Tensor> constant = std::nullopt;
  /// What an input is fed, where that is known: a node that needs a number at import takes it.
  std::optional<Tensor> fed = std::nullopt;

  const Shape& shape() const { return constant ? constant->shape() : value.shape(); }
};

}  // namespace ganglion::io::onnx
