#include "ganglion/kernels/simd/program.h"

#include <algorithm>

namespace ganglion::kernels::simd {

std::optional<Stretch> stretch_of(const Shape& input, const Shape& shape) {
  Stretch stretch;
  stretch.period = input.size();
  const int added = shape.rank() - input.rank();
  if (added < 0) return std::nullopt;
  const auto own = [&](int axis) { return axis >= added && input[axis - added] == shape[axis]; };
  int axis = shape.rank() - 1;
  // From the last axis on: stretched axes, then the input's own, then stretched ones again. Axes of
  // extent 1 fit anywhere.
  for (; axis >= 0 && (!own(axis) || shape[axis] == 1); --axis) stretch.run *= shape[axis];
  while (axis >= 0 && own(axis)) --axis;
  for (; axis >= 0; --axis) {
    if (own(axis) && shape[axis] != 1) return std::nullopt;
  }
  if (stretch.period == 1) stretch.run = 1;
  return stretch;
}

bool Program::is_of_run(int reg) const {
  const auto i = static_cast<std::size_t>(reg);
  return run > 0 && i < inputs.size() && inputs[i].stretch.run > 1;
}

bool Program::is_scalar(int reg) const {
  const auto i = static_cast<std::size_t>(reg);
  return i < inputs.size() ? inputs[i].scalar : steps[i - inputs.size()].scalar;
}

}  // namespace ganglion::kernels::simd
