#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "ganglion/runtime/compiled_graph.h"

/// The derivative of a large kernel is a product over the rows of all ranks. Where they share that
/// and the update behind it (ops/matmul_update.h), each computes some of its parts, and gives the
/// weights to the others.
namespace ganglion::runtime {

struct SharedUpdate {
  std::int64_t first = 0, last = 0;  ///< this rank's parts
  std::int64_t parts = 1;
  std::vector<std::size_t> offsets;  ///< in each output, in bytes: rank r has [r, r + 1)
};

/// How an update is shared; nothing if `kernel` has no parts, or if computing all of them takes
/// less time than the line between the ranks.
std::optional<SharedUpdate> shared_update(const CompiledGraph& compiled, const Node& update,
                                          const Kernel& kernel);

/// Computes this rank's parts alone.
std::unique_ptr<Kernel> make_own_parts(std::unique_ptr<Kernel> kernel, const SharedUpdate& shared);

/// Whether no node but updates reads what a value is written to, such as moments: so that others
/// need it when training ends, not at the next step.
bool only_updates_read(const CompiledGraph& compiled, Value value);

}  // namespace ganglion::runtime
