#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ganglion/runtime/exchange.h"
#include "ganglion/runtime/executor.h"
#include "ganglion/runtime/memory_plan.h"
#include "ganglion/runtime/prologue.h"
#include "ganglion/runtime/schedule.h"

namespace ganglion::runtime {

/// A graph, ready to run: everything that a Plan holds.
struct CompiledGraph {
  /// An input or variable, and the places in the pointer table that follow where it is bound.
  struct Bound {
    std::string name;
    TensorType type;  ///< with the whole batch
    int node = 0;
    const void* data = nullptr;  ///< what bind() was given
    Tensor::Pin pin = {};        ///< of the tensor that it was given
    bool assigned = false;       ///< a variable that runs write to
    bool set = false;
    bool by_replica = false;  ///< each replica reads its own rows, and nothing else reads any
    std::vector<std::pair<std::size_t, std::size_t>> slots;  ///< index in pointers, byte offset
  };

  /// A named output: its type with the whole batch, and where replica 0 has it.
  struct Output {
    std::string name;
    TensorType type;
    Location location;
  };

  std::unique_ptr<Graph> graph;  ///< after all passes
  std::int64_t replicas = 1;
  bool rows_apart = false;  ///< see Plan::rows_are_apart()
  OwnReplicas own;
  Schedule schedule;
  MemoryPlan memory;
  std::shared_ptr<Tensor> arena;
  Prologue prologue;
  Executor executor;
  std::vector<Bound> bound;
  std::vector<Output> outputs;
  std::size_t guard_pointer = 0;  ///< where the guard's address is in the table, if there is one

  /// The bound entry of that name, or null.
  Bound* find(std::string_view name);
  /// Computes anew what depends on the weights alone, if they have changed.
  void update_fixed();
  /// Address of a value of the arena, for a replica.
  std::byte* address(const Location& location, std::int64_t replica);
};

}  // namespace ganglion::runtime
