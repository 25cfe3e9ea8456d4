#include "ganglion/nn/layers/recurrent.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ganglion/core/error.h"
#include "ganglion/nn/layers/recurrent_parts.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {
namespace {

RecurrentSettings direction_of(const SimpleRNN& layer) {
  return {
      {.cell = ops::Cell::simple, .activation = layer.activation, .reverse = layer.go_backwards},
      layer.units,
      layer.use_bias,
      false,
      layer.kernel_initializer,
      layer.recurrent_initializer,
      layer.bias_initializer};
}

RecurrentSettings direction_of(const LSTM& layer) {
  return {{ops::Cell::lstm, layer.activation, layer.recurrent_activation, layer.go_backwards},
          layer.units,
          layer.use_bias,
          layer.unit_forget_bias,
          layer.kernel_initializer,
          layer.recurrent_initializer,
          layer.bias_initializer};
}

RecurrentSettings direction_of(const GRU& layer) {
  return {{layer.reset_after ? ops::Cell::gru_reset_after : ops::Cell::gru, layer.activation,
           layer.recurrent_activation, layer.go_backwards},
          layer.units,
          layer.use_bias,
          false,
          layer.kernel_initializer,
          layer.recurrent_initializer,
          layer.bias_initializer};
}

RecurrentSettings direction_of(const Bidirectional& layer, bool backward) {
  const ops::Cell gru = layer.reset_after ? ops::Cell::gru_reset_after : ops::Cell::gru;
  const ops::Cell cell = layer.layer == LSTM::kind  ? ops::Cell::lstm
                         : layer.layer == GRU::kind ? gru
                                                    : ops::Cell::simple;
  return {{cell, layer.activation, layer.recurrent_activation, backward},
          layer.units,
          layer.use_bias,
          layer.unit_forget_bias,
          layer.kernel_initializer,
          layer.recurrent_initializer,
          layer.bias_initializer};
}

template <class L>
Value build_recurrent(const L& layer, GraphBuilder& builder, std::span<const Value> inputs) {
  const Value states = recurrent_states(builder, inputs, direction_of(layer));
  if (!layer.return_sequences) return last_state(states, layer.go_backwards);
  return layer.go_backwards ? reversed_steps(states) : states;
}

Value merged(const std::string& merge, Value forward, Value backward) {
  if (merge == "sum") return forward + backward;
  if (merge == "mul") return forward * backward;
  if (merge == "ave") return (forward + backward) * 0.5;
  return ops::concat({forward, backward}, -1);
}

}  // namespace

Value SimpleRNN::build(GraphBuilder& builder, std::span<const Value> inputs) const {
  return build_recurrent(*this, builder, inputs);
}

Value LSTM::build(GraphBuilder& builder, std::span<const Value> inputs) const {
  return build_recurrent(*this, builder, inputs);
}

Value GRU::build(GraphBuilder& builder, std::span<const Value> inputs) const {
  return build_recurrent(*this, builder, inputs);
}

void Bidirectional::check_settings() const {
  constexpr std::array<std::string_view, 3> kLayers = {LSTM::kind, GRU::kind, SimpleRNN::kind};
  constexpr std::array<std::string_view, 4> kMerges = {"concat", "sum", "mul", "ave"};
  if (std::ranges::find(kLayers, layer) == kLayers.end()) {
    throw Error(fmt::format("bidirectional: layer = '{}'; use lstm, gru or simple_rnn", layer));
  }
  if (std::ranges::find(kMerges, merge) == kMerges.end()) {
    throw Error(fmt::format("bidirectional: merge = '{}'; use concat, sum, mul or ave", merge));
  }
}

Value Bidirectional::build(GraphBuilder& builder, std::span<const Value> inputs) const {
  check_settings();
  const auto direction = [&](const char* name, bool backward) {
    const GraphBuilder::Scope scope(builder, name);
    const Value states = recurrent_states(builder, inputs, direction_of(*this, backward));
    return return_sequences ? states : last_state(states, backward);
  };
  const Value forward = direction("forward", false);
  return merged(merge, forward, direction("backward", true));
}

Symbol SimpleRNN::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

Symbol SimpleRNN::operator()(const Symbol& x, const Symbol& mask) const {
  return Layer(*this)({x, mask});
}

Symbol LSTM::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

Symbol LSTM::operator()(const Symbol& x, const Symbol& mask) const {
  return Layer(*this)({x, mask});
}

Symbol GRU::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

Symbol GRU::operator()(const Symbol& x, const Symbol& mask) const {
  return Layer(*this)({x, mask});
}

Symbol Bidirectional::operator()(const Symbol& x) const {
  return Layer(*this)(x);
}

Symbol Bidirectional::operator()(const Symbol& x, const Symbol& mask) const {
  return Layer(*this)({x, mask});
}

}  // namespace ganglion::nn
