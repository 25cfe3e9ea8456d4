#pragma once
#include <map>
#include <string>

#include "ganglion/io/onnx/model_writer.h"
#include "ganglion/nn/layer.h"

namespace ganglion::io::onnx {

/// Whether the layer is recurrent, alone or in both directions.
bool is_recurrent(const nn::Layer& layer);

/// Writes such a layer as RNN, GRU or LSTM, between transpositions that put the steps in front: `x`
/// is the name of its input, `layer` its own path, `weights` has its parameters by path. Gives the
/// name of its result. Throws Error for what those nodes don't compute: merges other than concat,
/// sequences that are given backwards, and activations other than tanh, sigmoid, relu and
/// hard_sigmoid_02.
std::string write_recurrent(ModelWriter& writer, const nn::Layer& made, const std::string& layer,
                            const std::string& x, const std::map<std::string, Tensor>& weights);

}  // namespace ganglion::io::onnx
