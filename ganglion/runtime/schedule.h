#pragma once
#include <cstdint>
#include <vector>

#include "ganglion/graph/graph.h"

namespace ganglion::runtime {

/// The order in which the nodes of a partitioned graph run.
///
/// Nodes run in stages: in each stage first the whole nodes (once), then the replicated ones (once
/// per replica). A node that needs the sum of partial values waits for the next stage. What only
/// assignments need comes last within a stage, after the guard is known.
struct Schedule {
  struct Step {
    int node = 0;
    bool replicated = false;
    /// Runs without waiting for the step before: replicas go through such steps at their own pace,
    /// and products of whole values don't need each other.
    bool joins = false;
  };
  std::vector<Step> steps;
  /// Nodes that depend on variables and constants alone, where those are computed once: in order,
  /// and not among the steps.
  std::vector<int> prologue;
  std::vector<int> position;  ///< by node id: index in steps, -1 for nodes that need no kernel
  /// The guard is read before this step: all steps that change variables come at or after it.
  int first_effect = 0;
  /// By node id: may its result be written straight into the variable that it is assigned to?
  std::vector<bool> after_guard;
  /// Sums over replicas may be computed as soon as the summands are, while others are.
  bool sums_early = false;

  /// How many lists of replicated steps there are, in each of which a replica runs all before it
  /// waits for others.
  std::int64_t replica_lists() const;
};

/// The order for a graph that passes/partition.h has divided. `has_prologue`: whether what depends
/// on nothing that changes from run to run is put there; not in graphs that assign to variables.
Schedule make_schedule(const Graph& graph, bool has_prologue = false);

/// Nodes whose value is part of another value's memory: reshape, view, stop_gradient, replica_rows,
/// all_rows, a slice along axis 0.
bool is_alias(const Node& node);

/// The value whose memory a value is part of: itself, unless an alias makes it.
Value memory_root(Value value);

}  // namespace ganglion::runtime
