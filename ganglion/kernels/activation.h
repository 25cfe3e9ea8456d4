#pragma once
#include <optional>

#include "ganglion/graph/graph.h"
#include "ganglion/kernels/simd/loops.h"

namespace ganglion::kernels {

/// The activation of a fused node, applied to what a product gave while that is still in the
/// cache. Not oneDNN's own: its relu makes 0 of NaN, and nobody would see that weights have broken.
class Activation {
 public:
  /// None where the node asks for an activation that isn't known here.
  static std::optional<Activation> of(const Node& node);

  void apply(float* values, std::size_t count) const {
    const float* src = values;
    if (loop_ != nullptr) loop_(values, &src, parameter_, count);
  }

 private:
  simd::Loop loop_ = nullptr;  ///< null: linear
  float parameter_ = 0.0F;
};

}  // namespace ganglion::kernels
