#include <fmt/format.h>

#include <utility>

#include "ganglion/io/keras/export/export_step.h"
#include "ganglion/nn/layers/multi_head_attention.h"
#include "ganglion/nn/layers/recurrent.h"

namespace ganglion::io {
namespace {

/// What Keras calls the activation of a cell. Its hard_sigmoid is another function in each
/// generation, and an .h5 is read by both.
std::string written_activation(const ExportStep& step, nn::CellActivation activation) {
  if (activation == nn::CellActivation::hard_sigmoid_02) {
    step.refuse("hard_sigmoid_02 is the hard_sigmoid of Keras 1 and 2, which Keras 3 lacks");
  }
  if (activation == nn::CellActivation::hard_sigmoid && step.dialect == KerasDialect::keras_2) {
    step.refuse("hard_sigmoid is another function for Keras 2, which reads .h5; write a .keras");
  }
  return std::string(ops::name_of(activation));
}

/// The weights of a recurrent layer, or of one direction of it ("forward/").
void add_cell_weights(const ExportStep& step, const std::string& place, bool use_bias,
                      KerasPart& part) {
  part.weights.push_back(step.weight(place + "kernel"));
  part.weights.push_back(step.weight(place + "recurrent_kernel"));
  if (use_bias) part.weights.push_back(step.weight(place + "bias"));
}

/// Settings that all recurrent layers have; those of the gates where there are gates.
template <class L>
Json::Object recurrent_settings(const ExportStep& step, const L& layer, std::string_view kind) {
  if (step.inputs.size() > 1) step.refuse("it has a mask, which this export doesn't write");
  Json::Object config{{"units", layer.units},
                      {"activation", written_activation(step, layer.activation)},
                      {"use_bias", layer.use_bias},
                      {"return_sequences", layer.return_sequences}};
  if constexpr (requires { layer.recurrent_activation; }) {
    if (kind != nn::SimpleRNN::kind) {
      config.emplace_back("recurrent_activation",
                          written_activation(step, layer.recurrent_activation));
    }
  }
  if constexpr (requires { layer.unit_forget_bias; }) {
    if (kind == nn::LSTM::kind) config.emplace_back("unit_forget_bias", layer.unit_forget_bias);
  }
  if constexpr (requires { layer.reset_after; }) {
    if (kind == nn::GRU::kind) config.emplace_back("reset_after", layer.reset_after);
  }
  return config;
}

template <class L>
Exported write_recurrent(ExportStep& step, const char* class_name) {
  const L& layer = *step.call.handle.as<L>();
  KerasPart part{class_name, recurrent_settings(step, layer, L::kind)};
  part.config.emplace_back("go_backwards", layer.go_backwards);
  add_cell_weights(step, "", layer.use_bias, part);
  return step.made(std::move(part), step.as_is());
}

Exported write_simple_rnn(ExportStep& step) {
  return write_recurrent<nn::SimpleRNN>(step, "SimpleRNN");
}

Exported write_lstm(ExportStep& step) {
  return write_recurrent<nn::LSTM>(step, "LSTM");
}

Exported write_gru(ExportStep& step) {
  return write_recurrent<nn::GRU>(step, "GRU");
}

Exported write_bidirectional(ExportStep& step) {
  const auto& layer = *step.call.handle.as<nn::Bidirectional>();
  const char* inner = layer.layer == nn::LSTM::kind  ? "LSTM"
                      : layer.layer == nn::GRU::kind ? "GRU"
                                                     : "SimpleRNN";
  Json::Object config = recurrent_settings(step, layer, layer.layer);
  config.insert(config.begin(), {"name", layer.layer});
  KerasPart part{"Bidirectional",
                 {{"merge_mode", layer.merge},
                  {"layer", Json::Object{{"module", "keras.layers"},
                                         {"class_name", inner},
                                         {"config", std::move(config)},
                                         {"registered_name", Json()}}}}};
  add_cell_weights(step, "forward/", layer.use_bias, part);
  add_cell_weights(step, "backward/", layer.use_bias, part);
  return step.made(std::move(part), step.as_is());
}

/// Keras has an axis of its own for the heads: kernels [features, heads, width] of query, key and
/// value, and [heads, width, features] behind them.
class AttentionWeights {
 public:
  AttentionWeights(const ExportStep& step, const nn::MultiHeadAttention& layer)
      : step_(step), layer_(layer) {}

  std::vector<KerasWeight> all() const {
    std::vector<KerasWeight> weights;
    for (const char* part : {"query", "key", "value"}) add(weights, part, Heads::last);
    add(weights, "output", Heads::first);
    return weights;
  }

 private:
  enum class Heads { first, last };

  void add(std::vector<KerasWeight>& weights, const std::string& part, Heads heads) const {
    KerasWeight kernel = step_.weight(part + "/kernel");
    const std::int64_t rows = kernel.values.shape()[0], columns = kernel.values.shape()[1];
    const std::int64_t n = layer_.num_heads;
    kernel.values = std::move(kernel.values)
                        .reshaped(heads == Heads::last ? Shape{rows, n, columns / n}
                                                       : Shape{n, rows / n, columns});
    weights.push_back(std::move(kernel));
    if (!layer_.use_bias) return;
    KerasWeight bias = step_.weight(part + "/bias");
    if (heads == Heads::last) {
      bias.values = std::move(bias.values).reshaped(Shape{n, columns / n});
    }
    weights.push_back(std::move(bias));
  }

  const ExportStep& step_;
  const nn::MultiHeadAttention& layer_;
};

/// Keras 2 reads no attention without the shapes that it was built for.
void add_built_shapes(const std::vector<Exported>& inputs, KerasPart& part) {
  const auto add = [&](const char* key, const Shape& shape) {
    part.config.emplace_back(key, Json::Array{Json(), shape[0], shape[1]});
  };
  add("query_shape", inputs[0].shape);
  add("value_shape", inputs[1].shape);
  add("key_shape", inputs.size() > 2 ? inputs[2].shape : inputs[1].shape);
}

Exported write_attention(ExportStep& step) {
  const auto& layer = *step.call.handle.as<nn::MultiHeadAttention>();
  KerasPart part{"MultiHeadAttention",
                 {{"num_heads", layer.num_heads},
                  {"key_dim", layer.key_dim},
                  {"value_dim", layer.value_dim == 0 ? layer.key_dim : layer.value_dim},
                  {"use_bias", layer.use_bias},
                  {"output_shape", Json::Array{step.result[-1]}}},
                 AttentionWeights(step, layer).all()};
  std::vector<Exported> inputs;
  for (const Exported& x : step.inputs) inputs.push_back(step.to.as_is(step.call, x));
  if (inputs.size() == 1) inputs.push_back(inputs.front());  // it attends to itself
  if (step.dialect == KerasDialect::keras_2) add_built_shapes(inputs, part);
  Exported result = step.to.call(step.call, "", std::move(part), inputs, step.result);
  if (layer.causal) step.to.set_causal(result);
  return result;
}

constexpr KerasWriter kSequenceWriters[] = {{"simple_rnn", write_simple_rnn},
                                            {"lstm", write_lstm},
                                            {"gru", write_gru},
                                            {"bidirectional", write_bidirectional},
                                            {"multi_head_attention", write_attention}};

}  // namespace

std::span<const KerasWriter> sequence_keras_writers() {
  return kSequenceWriters;
}

}  // namespace ganglion::io
