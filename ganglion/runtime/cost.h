#pragma once
#include "ganglion/graph/graph.h"

namespace ganglion::runtime {

/// Multiplications and additions of a node: 2*m*k*n for a product, one per instruction and element
/// of an element-wise node, one per element of a reduction, else 0.
double flops_of(const Node& node);

/// Is it a product of matrices or a convolution, or a derivative of one?
bool is_product(const Node& node);

/// Does it compute new values of variables, element by element?
bool is_update(const Graph& graph, const Node& node);

/// Bytes that a node reads and writes if nothing stays in cache.
double bytes_of(const Node& node);

}  // namespace ganglion::runtime
