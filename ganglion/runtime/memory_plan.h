#pragma once
#include <cstddef>
#include <vector>

#include "ganglion/graph/graph.h"
#include "ganglion/runtime/schedule.h"

namespace ganglion::runtime {

/// Where a value lives: a place in one of the plan's memory spaces. For replica r the address is
/// base(space, owner) + offset + r * stride.
struct Location {
  enum class Space : std::uint8_t { none, arena, constant, bound, fixed };
  Space space = Space::none;
  int owner =
      -1;  ///< constant, bound: the node whose tensor it is (input or variable); fixed: which
  std::size_t offset = 0;
  std::size_t stride = 0;
};

/// The places of all values. Values that are never alive together share memory.
struct MemoryPlan {
  std::vector<std::vector<Location>> locations;  ///< by node id and output
  std::size_t arena_bytes = 0;
  std::size_t lower_bound = 0;  ///< largest total of what is alive at one moment
  std::vector<Value> fixed;     ///< what the prologue computes, by the number that a Location has
  /// Assignments whose value is not written in place: variable and value, copied after the last
  /// step.
  std::vector<std::pair<Value, Value>> copies;

  const Location& of(Value value) const {
    return locations[static_cast<std::size_t>(value.node)][static_cast<std::size_t>(value.output)];
  }
};

/// Gives every value of a partitioned graph its place. The same graph gives the same plan.
MemoryPlan plan_memory(const Graph& graph, const Schedule& schedule, std::int64_t replicas);

}  // namespace ganglion::runtime
