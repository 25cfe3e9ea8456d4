#pragma once
#include "ganglion/kernels/kernel.h"
#include "ganglion/runtime/compiled_graph.h"

namespace ganglion::runtime {

/// Turns the schedule of a graph whose memory is planned into phases of calls over a table of
/// pointers, in its executor, and lists what is bound and what comes out. Throws Error for an op
/// without a kernel.
void make_calls(CompiledGraph& result, kernels::Choice choice);

}  // namespace ganglion::runtime
