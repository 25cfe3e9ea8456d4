#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "ganglion/graph/graph.h"
#include "ganglion/kernels/simd/loops.h"

namespace ganglion::kernels::simd {

/// How an input of a node is laid over the node's shape: element i takes number
/// (i / run) % period of the input.
struct Stretch {
  std::int64_t run = 1;
  std::int64_t period = 1;
};

/// Null when the axes along which the input is not stretched are not neighbours.
std::optional<Stretch> stretch_of(const Shape& input, const Shape& shape);

/// One instruction. Registers below the number of inputs are the inputs, register inputs + i is the
/// result of step i.
struct Step {
  const OpDef* op = &kCopy;
  std::array<int, kMaxOperands> operands{};
  int count = 0;
  float parameter = 0.0F;
  bool scalar = false;   ///< all operands are single numbers: computed once a run
  bool dropped = false;  ///< taken into another step
  bool written = false;  ///< taken into another step, which writes its result, too
};

struct Input {
  Stretch stretch;
  std::int64_t replicas = 1;  ///< summands of a partial input, each with a pointer of its own
  bool scalar = false;
};

/// An element-wise node, simplified.
struct Program {
  std::int64_t size = 0;  ///< elements
  std::int64_t run = 0;   ///< where inputs are stretched far: elements for which they are the same
  std::vector<Input> inputs;
  std::vector<Step> steps;
  std::vector<int> results;

  bool is_scalar(int reg) const;
  /// Is it an input that has one number for each run?
  bool is_of_run(int reg) const;
  int registers() const { return static_cast<int>(inputs.size() + steps.size()); }
};

}  // namespace ganglion::kernels::simd
