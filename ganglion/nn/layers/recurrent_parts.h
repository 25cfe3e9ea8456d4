#pragma once
#include <span>

#include "ganglion/nn/graph_builder.h"
#include "ganglion/nn/initializer.h"
#include "ganglion/ops/recurrent.h"

namespace ganglion::nn {

/// One direction of any recurrent layer.
struct RecurrentSettings {
  ops::RecurrentOptions options;
  std::int64_t units;
  bool use_bias;
  bool unit_forget_bias;
  Initializer kernel_initializer;
  Initializer recurrent_initializer;
  Initializer bias_initializer;
};

/// The output of every step [batch, steps, units], each at its place in the sequence. `inputs`: a
/// sequence, and its mask if it has one.
Value recurrent_states(GraphBuilder& builder, std::span<const Value> inputs,
                       const RecurrentSettings& settings);

/// That of the step which is taken last [batch, units].
Value last_state(Value states, bool backward);

/// A sequence from its end to its beginning: [batch, steps, features].
Value reversed_steps(Value x);

}  // namespace ganglion::nn
