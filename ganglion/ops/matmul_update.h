#pragma once
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "ganglion/graph/graph.h"

/// The derivative of a large kernel and the update of its weights in one: a part of the product
/// after another, each of which updates its weights at once, so that the derivative is never in
/// memory as a whole. Only a pass makes it (runtime/passes/update_parts.cpp).
namespace ganglion::ops {

/// Inputs: the two factors of the product, then those of the update but for the derivative.
/// Attributes: those of the matmul and of the fused_elementwise, and "derivative": which input of
/// the latter the product is. Outputs are flat.
extern const OpDef kMatmulUpdate;

/// `update` reads `matmul`'s elements, computed in so many parts, as its input `derivative`;
/// `inputs` are the new graph's, in the order above.
const Node& matmul_update(Graph& graph, const Node& matmul, const Node& update,
                          std::int64_t derivative, std::int64_t parts, std::vector<Value> inputs);

/// The rows [first, last) of a product with the first factor transposed that one of its parts
/// computes.
std::pair<std::int64_t, std::int64_t> rows_of_part(std::int64_t rows, std::int64_t part,
                                                   std::int64_t parts);

/// The two nodes that a matmul_update stands for, in a graph of their own.
struct MatmulAndUpdate {
  explicit MatmulAndUpdate(const Node& node);

  /// The update of so many elements.
  const Node& update(std::int64_t elements);

  Graph graph;
  const Node& matmul;
  std::size_t derivative;

 private:
  const Node& node_;
};

}  // namespace ganglion::ops
