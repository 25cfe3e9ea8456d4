#pragma once
#include "ganglion/runtime/compiled_graph.h"
#include "ganglion/runtime/plan.h"

namespace ganglion::runtime {

/// Runs the passes, plans memory, makes the kernels and lays out the phases.
/// Throws Error for an unknown pass or an op without a kernel.
CompiledGraph compile(const Graph& graph, const PlanOptions& options);

}  // namespace ganglion::runtime
