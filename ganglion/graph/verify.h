#pragma once
#include "ganglion/graph/graph.h"

namespace ganglion {

/// Checks what every pass must keep: each node's id is its place and its inputs come before it;
/// its op's shape rule gives the stored types again; outputs, assignments and guard are values of
/// this graph and fit; inputs and variables have names, each its own. Throws Error naming the node
/// and what is wrong; run after every pass of the runtime.
void verify(const Graph& graph);

}  // namespace ganglion
