#include "ganglion/runtime/memory_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "ganglion/core/error.h"
#include "ganglion/core/index.h"
#include "ganglion/ops/internal.h"
#include "ganglion/runtime/arena.h"
#include "ganglion/runtime/assigned_places.h"
#include "ganglion/runtime/passes/pass.h"

namespace ganglion::runtime {
namespace {

/// More in one value is a mistake, and sums of sizes must not overflow.
constexpr std::int64_t kMaxElements = std::int64_t{1} << 42;

std::size_t bytes_of(const TensorType& type) {
  return static_cast<std::size_t>(type.shape.size()) * size_of(type.dtype);
}

using Key = std::pair<int, int>;  // node, output
Key key_of(Value value) {
  return {value.node, value.output};
}

class Planner {
 public:
  Planner(const Graph& graph, const Schedule& schedule, const ReplicaRange& replicas,
          std::int64_t workers)
      : graph_(graph),
        schedule_(schedule),
        replicas_(static_cast<std::size_t>(replicas.all)),
        workers_(workers),
        replicated_(replicated_nodes(graph)) {
    plan_.replicas = replicas;
  }

  MemoryPlan run() {
    for (const Node& node : graph_.nodes()) {
      plan_.locations.emplace_back(node.outputs.size());
    }
    place_fixed();
    place_assigned();
    find_packs();
    make_blocks();
    find_lifetimes();
    assign_offsets();
    for (const Node& node : graph_.nodes()) locate(node);
    return std::move(plan_);
  }

 private:
  void place_fixed() {
    for (const Node& node : graph_.nodes()) {
      Location& location = plan_.locations[at(node.id)][0];
      if (node.op == &kConstant) location = {Location::Space::constant, node.id, 0, 0};
      if (node.op == &kInput || node.op == &kVariable) {
        const bool batch = replicated_[at(node.id)];
        location = {Location::Space::bound, node.id, 0, batch ? bytes_of(node.outputs[0]) : 0};
      }
    }
    for (const int id : schedule_.prologue) {
      for (int i = 0; i < static_cast<int>(graph_.node(id).outputs.size()); ++i) {
        plan_.locations[at(id)][at(i)] = {Location::Space::fixed,
                                          static_cast<int>(plan_.fixed.size()), 0, 0};
        plan_.fixed.push_back(graph_.node(id).output(i));
      }
    }
  }

  void place_assigned() {
    AssignedPlaces assigned = assigned_places(graph_, schedule_);
    for (const AssignedPlaces::Place& place : assigned.places) {
      plan_.locations[at(place.value.node)][at(place.value.output)] = {
          Location::Space::bound, place.variable, place.offset, 0};
    }
    plan_.copies = std::move(assigned.copies);
  }

  /// Values that are packed into a flat buffer and nothing else are made there.
  void find_packs() {
    for (const Node& node : graph_.nodes()) {
      if (node.op != &ops::kPack) continue;
      // Written straight into a variable: its parts may be made before the guard is known.
      if (plan_.of(node.output()).space != Location::Space::none) continue;
      const auto& offsets = node.attributes.integers("offsets");
      for (std::size_t i = 0; i < node.inputs.size(); ++i) {
        const Value part = memory_root(node.inputs[i]);
        const bool whole_part = part.shape().size() == node.inputs[i].shape().size();
        const bool free = plan_.of(part).space == Location::Space::none &&
                          part.producer().op != &ops::kPack &&
                          replicated_[at(part.node)] == replicated_[at(node.id)];
        const std::size_t offset = static_cast<std::size_t>(offsets[i]) * size_of(part.dtype());
        if (whole_part && free) packed_.emplace(key_of(part), std::pair{node.output(), offset});
      }
    }
  }

  /// The block of a root value: its own, or that of the pack it is made in.
  Block& block_of(Value value) {
    const auto packed = packed_.find(key_of(value));
    return blocks_[packed == packed_.end() ? key_of(value) : key_of(packed->second.first)];
  }

  void make_blocks() {
    for (const Node& node : graph_.nodes()) {
      for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) {
        const Value value = node.output(i);
        const bool in_arena = plan_.of(value).space == Location::Space::none && !is_alias(node);
        if (!in_arena || packed_.contains(key_of(value))) continue;
        Block& block = blocks_[key_of(value)];
        if (value.shape().size() > kMaxElements) {
          throw Error(fmt::format("compile: '{}' is {}, more than any machine holds", node.name,
                                  value.type().to_string()));
        }
        block.bytes = bytes_of(value.type());
        block.replicated = replicated_[at(node.id)];
      }
    }
    for (const auto& [name, value] : graph_.outputs()) spread(value);
    for (const Node& node : graph_.nodes()) {
      if (node.op == &ops::kAllRows) spread(node.inputs[0]);
    }
  }

  /// What is read as a whole: the parts of the replicas lie one after another.
  void spread(Value value) {
    const Value origin = memory_root(value);
    if (plan_.of(origin).space != Location::Space::none) return;
    Block& block = block_of(origin);
    block.spread = block.replicated;
  }

  void touch(Value value, int step) {
    const Value origin = memory_root(value);
    if (plan_.of(origin).space != Location::Space::none) return;
    Block& block = block_of(origin);
    block.first = std::min(block.first, step);
    block.last = std::max(block.last, step);
  }

  void find_lifetimes() {
    for (std::size_t i = 0; i < schedule_.steps.size(); ++i) {
      const Node& node = graph_.node(schedule_.steps[i].node);
      for (const Value& input : node.inputs) touch(input, static_cast<int>(i));
      for (int k = 0; k < static_cast<int>(node.outputs.size()); ++k) {
        touch(node.output(k), static_cast<int>(i));
      }
      if (schedule_.sums_early && node.op == &ops::kAllReduce) {
        const int summands = schedule_.position[at(memory_root(node.inputs[0]).node)];
        if (summands >= 0) touch(node.output(), summands);
      }
    }
    widen_shared();
    for (const auto& [name, value] : graph_.outputs()) touch(value, kForever);
    if (graph_.guard()) touch(graph_.guard(), kForever);
    for (const auto& [variable, value] : plan_.copies) touch(value, kForever);
  }

  /// Workers go through joined steps at their own pace. What they share is in use from the first of
  /// these steps to the last, whichever of them touches it.
  void widen_shared() {
    const auto& steps = schedule_.steps;
    std::vector<int> begin(steps.size());
    std::vector<int> end(steps.size());
    for (std::size_t i = 0; i < steps.size(); ++i) {
      begin[i] = steps[i].joins ? begin[i - 1] : static_cast<int>(i);
    }
    for (std::size_t i = steps.size(); i-- > 0;) {
      const bool joined = i + 1 < steps.size() && steps[i + 1].joins;
      end[i] = joined ? end[i + 1] : static_cast<int>(i);
    }
    for (auto& [key, block] : blocks_) {
      if (block.in_replica_part() || block.last < 0) continue;
      block.first = begin[at(block.first)];
      block.last = end[at(block.last)];
    }
  }

  void assign_offsets() {
    std::vector<Block*> all;
    for (auto& [key, block] : blocks_) all.push_back(&block);
    arena_ = lay_out(all, replicas_, schedule_.steps.size());
    plan_.parts = plan_.replicas.count();
    if (only_replicas_read_parts()) plan_.parts = std::min(plan_.parts, workers_);
    plan_.shared_bytes = arena_.shared_bytes;
    plan_.part_bytes = arena_.replica_bytes;
    plan_.arena_bytes =
        arena_.shared_bytes + static_cast<std::size_t>(plan_.parts) * arena_.replica_bytes;
    plan_.lower_bound = arena_.lower_bound;
  }

  /// Whether replicas run their steps in one go, and nothing else reads what is in their parts.
  bool only_replicas_read_parts() {
    if (!graph_.assignments().empty() || graph_.guard()) return false;
    for (const Schedule::Step& step : schedule_.steps) {
      if (step.replicated) continue;
      for (const Value& input : graph_.node(step.node).inputs) {
        const Value origin = memory_root(input);
        const bool in_arena = plan_.of(origin).space == Location::Space::none;
        if (in_arena && block_of(origin).in_replica_part()) return false;
      }
    }
    return schedule_.replica_lists() == 1;
  }

  void locate(const Node& node) {
    for (int i = 0; i < static_cast<int>(node.outputs.size()); ++i) {
      Location& location = plan_.locations[at(node.id)][at(i)];
      if (is_alias(node)) {
        location = alias_of(node);
      } else if (location.space == Location::Space::none) {
        const Value value = node.output(i);
        const Block& block = block_of(value);
        const auto packed = packed_.find(key_of(value));
        location.space = Location::Space::arena;
        location.offset = block.offset + (block.in_replica_part() ? arena_.shared_bytes : 0) +
                          (packed == packed_.end() ? 0 : packed->second.second);
        if (block.replicated) location.stride = block.spread ? block.bytes : arena_.replica_bytes;
      }
    }
  }

  Location alias_of(const Node& node) const {
    Location location = plan_.of(node.inputs[0]);
    const TensorType& type = node.outputs[0];
    if (node.op == &ops::kView) {
      location.offset +=
          static_cast<std::size_t>(node.attributes.integer("offset")) * size_of(type.dtype);
    } else if (node.op == &ops::kReplicaRows) {
      location.stride = bytes_of(type);
    } else if (node.op == &ops::kAllRows) {
      location.stride = 0;
    } else if (node.op == &ops::kSlice) {
      const std::size_t row =
          bytes_of(type) / static_cast<std::size_t>(std::max<std::int64_t>(type.shape[0], 1));
      location.offset += static_cast<std::size_t>(node.attributes.integers("starts")[0]) * row;
    }
    return location;
  }

  const Graph& graph_;
  const Schedule& schedule_;
  std::size_t replicas_;
  std::int64_t workers_;
  std::vector<bool> replicated_;
  MemoryPlan plan_;
  std::map<Key, std::pair<Value, std::size_t>> packed_;  // part → pack and byte offset in it
  std::map<Key, Block> blocks_;
  Arena arena_;
};

}  // namespace

MemoryPlan plan_memory(const Graph& graph, const Schedule& schedule, const ReplicaRange& replicas,
                       std::int64_t workers) {
  return Planner(graph, schedule, replicas, workers).run();
}

}  // namespace ganglion::runtime
