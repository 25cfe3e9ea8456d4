#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "ganglion/kernels/kernel.h"
#include "ganglion/runtime/fixed_values.h"
#include "ganglion/runtime/memory_plan.h"
#include "ganglion/runtime/schedule.h"

namespace ganglion::runtime {

/// The nodes of a plan that depend on nothing but variables and constants, which run only when the
/// weights have changed. What other nodes read of them lies in FixedValues, the rest is gone when
/// it has run.
class Prologue {
 public:
  Prologue() = default;
  /// Makes the kernels for schedule.prologue.
  Prologue(const Graph& graph, const Schedule& schedule, const MemoryPlan& memory,
           kernels::Choice choice, std::shared_ptr<FixedValues> values);

  /// Where a value is that other nodes read (a number of Location::Space::fixed).
  void* address(int number) const;
  /// To be called when a variable is bound.
  void bound(std::string_view variable, const void* data);

  /// The memory of a variable or constant node.
  using Outside = std::function<const void*(int node)>;
  /// Computes what isn't there yet for the weights as they are now.
  void update(const Outside& outside) {
    if (values_ && values_->revision() != done_) compute(outside);
  }

 private:
  struct Step {
    std::unique_ptr<Kernel> kernel;
    std::vector<Location> inputs;
    std::vector<int> outputs;  ///< numbers of values
  };
  struct Fixed {
    TensorType type;
    std::shared_ptr<FixedValues::Entry> entry;  ///< null: only this prologue reads it
  };

  void compute(const Outside& outside);
  std::vector<bool> missing(std::uint64_t revision) const;
  void run(Step& step, const Outside& outside, const std::vector<bool>& missing,
           std::vector<std::optional<Tensor>>& others);

  std::shared_ptr<FixedValues> values_;
  std::vector<Step> steps_;
  std::vector<Fixed> fixed_;  ///< by number
  std::uint64_t done_ = 0;
};

}  // namespace ganglion::runtime
