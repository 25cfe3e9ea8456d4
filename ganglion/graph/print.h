#pragma once
#include <string>

#include "ganglion/graph/graph.h"

namespace ganglion {

/// The graph as text, one line per node in the graph's order, then outputs, assignments and guard:
///
///     %0 = input(batch=true) : f32[32, 64]  "x"
///     %3 = matmul(%0, %1, transpose_b=true) : f32[32, 25]  "dense/matmul"
///     output "y" = %3
///
/// %4.1 is the second output of node 4. Flags that are off and attributes that repeat the type are
/// left out; a constant shows its first values. Equal graphs give equal text.
std::string to_text(const Graph& graph);

/// One node's line, without a line break.
std::string to_text(const Node& node);

/// A value as the lines name it: "%3", or "%4.1" for a further output.
std::string to_text(Value value);

/// The first elements of a tensor: "0.5" for a scalar, "{1, 2, 3, 4, …}".
std::string short_text(const Tensor& tensor);

}  // namespace ganglion
