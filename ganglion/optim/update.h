#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ganglion/graph/graph.h"

namespace ganglion::optim {

/// A number that an optimizer keeps for each parameter: the variable "slot/<name>", flat like the
/// parameters.
struct SlotSpec {
  std::string name;    ///< "m"; the variable is called "slot/m"
  double initial = 0;  ///< before the first step
};

/// Limits for gradients. At most one may be set; 0 means none.
struct Clip {
  double value = 0;        ///< each number g becomes min(max(g, -value), value)
  double norm = 0;         ///< each variable's gradient is scaled down to this Euclidean norm
  double global_norm = 0;  ///< all gradients together are scaled down to this Euclidean norm
};

/// What an optimizer's `update` works with: the flat parameters and their gradient, both [P] and of
/// one floating type, and two scalars of that type (the learning rate is [P] where parameters have
/// rates of their own). Gradients are already clipped, and weight decay
/// is already taken off the parameters.
class UpdateContext {
 public:
  /// `prefix`: what names of slots begin with, of one network out of several: "generator/".
  UpdateContext(Value parameters, Value gradient, Value learning_rate, Value step,
                std::string prefix = {});

  Graph& graph;
  Value parameters;
  Value gradient;
  Value learning_rate;
  Value step;  ///< the number of this step, 1 for the first

  /// Declares the variable "slot/<name>" with its value before the first step, and returns its
  /// value before this step.
  Value slot(std::string name, double initial = 0);
  /// The slot's value after this step.
  void assign(Value slot, Value new_value);

  /// 1 - beta^step, without the cancellation of that formula: -expm1(step * log(beta)).
  Value bias_correction(double beta) const;

  const std::vector<SlotSpec>& slots() const { return slots_; }

 private:
  std::string prefix_;
  std::vector<SlotSpec> slots_;
};

}  // namespace ganglion::optim
