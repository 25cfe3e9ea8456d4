#pragma once
#include <cstdint>
#include <optional>

#include "ganglion/graph/graph.h"
#include "ganglion/kernels/simd/program.h"

/// From nodes to programs.
namespace ganglion::kernels::simd {

/// The program of fused_elementwise, of a single element-wise op, of broadcast_to and of
/// all_reduce. Null when there is no such program here: another type, or an input laid out in
/// another way.
std::optional<Program> program_of(const Node& node);

/// The program of fused_sums for `n` neighbouring elements of a row: results are the node's results
/// and then what is summed. Inputs of which a row has numbers of its own are of full length,
/// the others are single numbers.
std::optional<Program> row_program_of(const Node& node, std::int64_t n);

}  // namespace ganglion::kernels::simd
