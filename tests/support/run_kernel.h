#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "ganglion/core/tensor.h"
#include "ganglion/kernels/kernel.h"
#include "ganglion/kernels/scope.h"

namespace ganglion::support {

/// Makes the kernel of an f32 node on this thread, runs it whole, and gives what it computed. The
/// fastest is to be one of oneDNN's.
inline Tensor run_kernel(const Node& node, const std::vector<Tensor>& inputs,
                         kernels::Choice choice = kernels::Choice::fastest) {
  const kernels::Scope scope;
  const kernels::Made made = kernels::make(node, choice);
  EXPECT_EQ(made.name.starts_with("onednn:"), choice == kernels::Choice::fastest) << made.name;
  std::vector<const void*> in;
  for (const Tensor& input : inputs) in.push_back(input.data());
  Tensor result(node.outputs[0].shape);
  std::ranges::fill(result.values<float>(), std::numeric_limits<float>::quiet_NaN());
  void* out[] = {result.data()};
  Tensor scratch(Shape{static_cast<std::int64_t>(made.kernel->scratch_bytes()) + 1}, DType::u8);
  made.kernel->run({.inputs = in.data(),
                    .outputs = out,
                    .scratch = scratch.values<std::uint8_t>().data(),
                    .replica = 0,
                    .begin = 0,
                    .end = made.kernel->extent()});
  return result;
}

}  // namespace ganglion::support
