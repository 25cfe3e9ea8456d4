#pragma once
#include <string_view>

#include "ganglion/io/weights.h"

/// Weights of recurrent layers as PyTorch has them: `rnn.weight_ih_l0` [gates * units, features],
/// `rnn.weight_hh_l0` [gates * units, units], `rnn.bias_ih_l0` and `rnn.bias_hh_l0`, for each layer
/// on another one `_l1`, …, for the other direction `_l0_reverse`. Gates of an LSTM stand in the
/// same order here and there, those of a GRU as reset, update, new there and update, reset, new
/// here.
namespace ganglion::io {

/// Of tensors in the layout `torch` those of each recurrence as the ones of a layer of ours under
/// its name: `rnn.weight`, `rnn.recurrent_kernel` and `rnn.bias`, of the layer on it
/// `rnn_1.weight`; of two directions `rnn.forward.weight` and so on. Throws Error, beginning with
/// `source`, for weights that don't belong together.
NamedTensors from_torch_recurrences(const NamedTensors& tensors, std::string_view source);

/// The other way. Throws Error for a GRU that PyTorch hasn't (`reset_after = no`).
NamedTensors to_torch_recurrences(const NamedTensors& tensors);

}  // namespace ganglion::io
