#pragma once
#include <cstdint>

#include "ganglion/graph/graph.h"

namespace ganglion {

/// Whether two graphs, made for batches of `a_rows` and of `b_rows`, have the same nodes, outputs,
/// assignments and guard, and differ in nothing but extents that count rows: along axis 0, in
/// proportion to the rows of the batch.
bool same_but_for_rows(const Graph& a, std::int64_t a_rows, const Graph& b, std::int64_t b_rows);

}  // namespace ganglion
