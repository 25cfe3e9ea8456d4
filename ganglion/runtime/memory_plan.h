#pragma once
#include <cstddef>
#include <vector>

#include "ganglion/graph/graph.h"
#include "ganglion/runtime/schedule.h"

namespace ganglion::runtime {

/// Where a value lives: a place in one of the plan's memory spaces. For replica r the address is
/// base(space, owner) + offset + r * stride; in a replica's part of the arena, where parts are lent
/// to workers (MemoryPlan::parts), that of whoever runs replica r.
struct Location {
  enum class Space : std::uint8_t { none, arena, constant, bound, fixed };
  Space space = Space::none;
  int owner =
      -1;  ///< constant, bound: the node whose tensor it is (input or variable); fixed: which
  std::size_t offset = 0;
  std::size_t stride = 0;
};

/// Replicas [begin, end) of all: those that a process computes.
struct ReplicaRange {
  std::int64_t all = 1;
  std::int64_t begin = 0;
  std::int64_t end = 1;
  std::int64_t count() const { return end - begin; }
};

/// The places of all values. Values that are never alive together share memory.
struct MemoryPlan {
  std::vector<std::vector<Location>> locations;  ///< by node id and output
  std::size_t arena_bytes = 0;
  std::size_t shared_bytes = 0;  ///< of the arena; behind them lie the parts of the replicas
  std::size_t part_bytes = 0;    ///< of each replica's part
  ReplicaRange replicas = {};
  /// How many parts there are: one for each replica that is computed here; or, where nothing but
  /// the steps of a replica reads what is in its part, as many as workers can use at a time: a part
  /// that was used for the replica before is still in the cache.
  std::int64_t parts = 1;
  std::size_t lower_bound = 0;  ///< largest total of what is alive at one moment
  std::vector<Value> fixed;     ///< what the prologue computes, by the number that a Location has
  /// Assignments whose value is not written in place: variable and value, copied after the last
  /// step.
  std::vector<std::pair<Value, Value>> copies;

  bool lends_parts() const { return parts < replicas.count(); }
  bool in_part(const Location& location) const {
    return location.space == Location::Space::arena && location.offset >= shared_bytes;
  }
  const Location& of(Value value) const {
    return locations[static_cast<std::size_t>(value.node)][static_cast<std::size_t>(value.output)];
  }
};

/// Gives every value of a partitioned graph its place. The same graph gives the same plan.
/// `workers`: the most that will share the parts, for which a graph without effects may have fewer
/// of them.
MemoryPlan plan_memory(const Graph& graph, const Schedule& schedule, const ReplicaRange& replicas,
                       std::int64_t workers);

}  // namespace ganglion::runtime
