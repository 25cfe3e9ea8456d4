#pragma once
#include <string>

#include "ganglion/graph/draw_options.h"

namespace ganglion {

/// The graph in Graphviz' DOT language, to be drawn by `dot -Tsvg`. Boxes are coloured by kind:
/// inputs, variables, constants, ops, and ops made by differentiation (names that begin with "d ").
std::string to_dot(const Graph& graph, const DrawOptions& options = {});

}  // namespace ganglion
