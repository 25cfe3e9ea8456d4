#pragma once
#include <cstdint>

#include "ganglion/kernels/activation.h"
#include "ganglion/kernels/onednn/product.h"

namespace ganglion::kernels::onednn {

/// The shapes of a product's node, and how it is cut into parts that workers share: by rows of the
/// result where the first factor is read transposed, else by columns.
struct ProductParts {
  explicit ProductParts(const Node& node);

  Product::Part part(std::int64_t index) const;
  /// Applies the activation of the node to a part of the result, `c`.
  void activate(const Product::Part& part, const Activation& activation, float* c) const;

  bool transpose_a, transpose_b;
  std::int64_t rows, columns;  ///< of the result
  std::int64_t inner;          ///< summands of each of its elements
  std::int64_t parts;
};

}  // namespace ganglion::kernels::onednn
