#include "ganglion/nn/sequence_layers.h"

#include <algorithm>
#include <array>

#include "ganglion/nn/layers/multi_head_attention.h"
#include "ganglion/nn/layers/recurrent.h"

namespace ganglion::nn {

bool takes_steps_first(std::string_view kind) {
  constexpr std::array<std::string_view, 5> kKinds = {
      SimpleRNN::kind, LSTM::kind, GRU::kind, Bidirectional::kind, MultiHeadAttention::kind};
  return std::ranges::find(kKinds, kind) != kKinds.end();
}

}  // namespace ganglion::nn
