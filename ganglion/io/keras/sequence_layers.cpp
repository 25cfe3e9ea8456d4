#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/io/keras/step.h"
#include "ganglion/nn/layers/multi_head_attention.h"
#include "ganglion/nn/layers/multiply.h"
#include "ganglion/nn/layers/recurrent.h"
#include "ganglion/nn/layers/step_mask.h"

namespace ganglion::io {
namespace {

/// The settings of a recurrent layer, or of the one in a Bidirectional, apart from its kind.
struct RecurrentConfig {
  std::int64_t units;
  nn::CellActivation activation, gates;
  bool use_bias, sequences, backwards, reset_after;
  bool zero_hidden;  ///< steps that a mask hides give 0, not what the one before gave

  friend bool operator==(const RecurrentConfig&, const RecurrentConfig&) = default;
};

nn::CellActivation cell_activation(LayerConfig& config, const std::string& version,
                                   std::string_view key, std::string_view absent) {
  const Json* value = config.find(key);
  if (value != nullptr && !value->is_string()) {
    config.refuse(fmt::format("its {} is an object, which can't be imported", key));
  }
  const std::string name = value == nullptr ? std::string(absent) : value->as_string();
  if (name == "hard_sigmoid" && !is_keras_3(version)) return nn::CellActivation::hard_sigmoid_02;
  nn::CellActivation found{};
  if (name != "hard_sigmoid_02" && ops::find_cell_activation(name, found)) return found;
  config.refuse(fmt::format(
      "{} = {} isn't available here; there are tanh, sigmoid, hard_sigmoid, relu and linear", key,
      in_quotes(name)));
}

/// Reads all settings. `bias`: the weight of that name, which tells a gru from before reset_after.
RecurrentConfig recurrent_config(LayerConfig& config, Conversion& to, const Tensor* bias) {
  config.ignore({"unit_forget_bias", "implementation", "unroll", "seed", "use_cudnn", "input_dim",
                 "input_length", "batch_shape"});
  config.expect("return_state", Json(false));
  config.expect("stateful", Json(false));
  config.expect("time_major", Json(false));
  for (const char* rate : {"dropout", "recurrent_dropout"}) {
    if (config.number(rate, 0.0) == 0.0) continue;
    to.note(fmt::format("layer {}: its {} acts in training only, and is left out",
                        in_quotes(config.layer().name), rate));
  }
  const bool by_bias = bias != nullptr && bias->shape().rank() == 2;
  return {.units = config.integer("units", 0),
          .activation = cell_activation(config, to.version(), "activation", "tanh"),
          .gates = cell_activation(config, to.version(), "recurrent_activation", "sigmoid"),
          .use_bias = config.flag("use_bias", true),
          .sequences = config.flag("return_sequences", false),
          .backwards = config.flag("go_backwards", false),
          .reset_after = config.flag("reset_after", by_bias),
          .zero_hidden = config.flag("zero_output_for_mask", false)};
}

std::vector<Binding> bindings_of(const RecurrentConfig& config, const std::string& place) {
  std::vector<Binding> all = {{"kernel", place + "kernel"},
                              {"recurrent_kernel", place + "recurrent_kernel"}};
  if (config.use_bias) all.push_back({"bias", place + "bias"});
  return all;
}

const Tensor* last_weight(const KerasLayer& layer) {
  return layer.weights.empty() ? nullptr : &layer.weights.back();
}

/// What a layer gives for a sequence [steps, features], of which a mask may hide steps.
Placed sequence(KerasStep& step, const nn::Layer& layer, const std::vector<Binding>& bindings,
                const RecurrentConfig& config) {
  const std::optional<nn::Symbol> mask = step.x().mask;
  const Placed x = step.plain();
  if (x.rank != 2) step.config.refuse("it needs a sequence [steps, features]");
  std::vector<nn::Symbol> inputs{x.symbol};
  if (mask) inputs.push_back(*mask);
  Placed result{step.to.call(step.layer(), "", layer, inputs, bindings), config.sequences ? 2 : 1};
  if (!mask) return result;
  if (config.sequences) result.mask = mask;
  if (!config.zero_hidden) return result;
  if (!config.sequences || config.backwards) {
    step.config.refuse("zero_output_for_mask can be imported with return_sequences only, forwards");
  }
  result.symbol = step.to.call(step.layer(), "hidden", nn::Multiply{}, {result.symbol, *mask});
  return result;
}

Placed convert_simple_rnn(KerasStep& step) {
  const RecurrentConfig c = recurrent_config(step.config, step.to, nullptr);
  const nn::SimpleRNN layer{.units = c.units,
                            .activation = c.activation,
                            .return_sequences = c.sequences,
                            .go_backwards = c.backwards,
                            .use_bias = c.use_bias};
  return sequence(step, layer, bindings_of(c, ""), c);
}

Placed convert_lstm(KerasStep& step) {
  const RecurrentConfig c = recurrent_config(step.config, step.to, nullptr);
  const nn::LSTM layer{.units = c.units,
                       .activation = c.activation,
                       .recurrent_activation = c.gates,
                       .return_sequences = c.sequences,
                       .go_backwards = c.backwards,
                       .use_bias = c.use_bias};
  return sequence(step, layer, bindings_of(c, ""), c);
}

Placed convert_gru(KerasStep& step) {
  const RecurrentConfig c = recurrent_config(step.config, step.to, last_weight(step.layer()));
  const nn::GRU layer{.units = c.units,
                      .activation = c.activation,
                      .recurrent_activation = c.gates,
                      .return_sequences = c.sequences,
                      .go_backwards = c.backwards,
                      .use_bias = c.use_bias,
                      .reset_after = c.reset_after};
  return sequence(step, layer, bindings_of(c, ""), c);
}

/// The layer in a wrapper, as if it stood alone under the wrapper's name.
KerasLayer unwrapped_layer(KerasStep& step, const Json& inner) {
  return {.name = step.layer().name,
          .class_name = text_or_empty(inner, "class_name"),
          .config = inner.at("config")};
}

std::string kind_of(KerasStep& step, const std::string& class_name) {
  if (class_name == "LSTM") return "lstm";
  if (class_name == "GRU") return "gru";
  if (class_name == "SimpleRNN") return "simple_rnn";
  step.config.refuse(fmt::format("around {}; only LSTM, GRU and SimpleRNN can be imported",
                                 in_quotes(class_name)));
}

RecurrentConfig wrapped_config(KerasStep& step, const KerasLayer& inner) {
  LayerConfig config(inner);
  const RecurrentConfig read = recurrent_config(config, step.to, last_weight(step.layer()));
  config.check_all_read();
  return read;
}

std::string merge_of(KerasStep& step) {
  const Json* mode = step.config.find("merge_mode");
  if (mode == nullptr) step.config.refuse("it gives both results apart (merge_mode = None)");
  std::string name = mode->as_string();
  if (name != "concat" && name != "sum" && name != "mul" && name != "ave") {
    step.config.refuse(fmt::format("merge_mode = {} can't be imported", in_quotes(name)));
  }
  return name;
}

Placed convert_bidirectional(KerasStep& step) {
  const Json* forward = step.config.find("layer");
  if (forward == nullptr) step.config.refuse("it has no layer");
  step.config.expect("return_sequences", Json(true));
  step.config.ignore({"return_state", "stateful", "zero_output_for_mask"});
  const KerasLayer inner = unwrapped_layer(step, *forward);
  RecurrentConfig c = wrapped_config(step, inner);
  if (c.backwards) step.config.refuse("its forward layer goes backwards");
  if (const Json* backward = step.config.find("backward_layer")) {
    const KerasLayer other = unwrapped_layer(step, *backward);
    RecurrentConfig turned = wrapped_config(step, other);
    turned.backwards = !turned.backwards;
    if (other.class_name != inner.class_name || turned != c) {
      step.config.refuse("its backward layer isn't like its forward layer");
    }
  }
  const nn::Bidirectional layer{.layer = kind_of(step, inner.class_name),
                                .units = c.units,
                                .merge = merge_of(step),
                                .activation = c.activation,
                                .recurrent_activation = c.gates,
                                .return_sequences = c.sequences,
                                .use_bias = c.use_bias,
                                .reset_after = c.reset_after};
  std::vector<Binding> bindings = bindings_of(c, "forward/");
  for (Binding& binding : bindings_of(c, "backward/")) bindings.push_back(std::move(binding));
  // Keras sets it so, whatever the layers inside say.
  c.zero_hidden = c.sequences;
  return sequence(step, layer, bindings, c);
}

/// Its result, and what it looks at: query, value and key in that order.
Placed convert_attention(KerasStep& step) {
  step.config.ignore({"query_shape", "key_shape", "value_shape", "flash_attention", "seed",
                      "softmax_robust_masking"});
  step.config.expect("use_gate", Json(false));
  if (step.config.number("dropout", 0.0) != 0.0) {
    step.to.note(fmt::format("layer {}: its dropout acts in training only, and is left out",
                             in_quotes(step.layer().name)));
  }
  const std::int64_t width = step.to.shape_of(step.plain())[-1];
  if (step.config.integers("output_shape", {width}).size() != 1) {
    step.config.refuse("an output_shape of several axes can't be imported");
  }
  if (step.config.integers("attention_axes", {1}) != std::vector<std::int64_t>{1}) {
    step.config.refuse("it can only attend along the steps of a sequence");
  }
  const nn::MultiHeadAttention layer{
      .num_heads = step.config.integer("num_heads", 0),
      .key_dim = step.config.integer("key_dim", 0),
      .value_dim = step.config.integer("value_dim", 0),
      .output_dim = step.config.integers("output_shape", {width}).front(),
      .causal = step.causal,
      .use_bias = step.config.flag("use_bias", true)};
  std::vector<Binding> bindings;
  for (const std::string part : {"query/", "key/", "value/", "output/"}) {
    bindings.push_back({"kernel", part + "kernel"});
    if (layer.use_bias) bindings.push_back({"bias", part + "bias"});
  }
  std::vector<nn::Symbol> inputs;
  for (const Placed& x : step.inputs) {
    if (x.rank != 2) step.config.refuse("it needs sequences [steps, features]");
    inputs.push_back(step.to.plain(x, step.layer()).symbol);
  }
  if (inputs.size() < 2) step.config.refuse("it is called without a value");
  Placed result = step.plain();
  result.symbol = step.to.call(step.layer(), "", layer, inputs, bindings);
  return result;
}

Placed convert_masking(KerasStep& step) {
  const Placed x = step.plain();
  if (x.rank != 2) step.config.refuse("it needs a sequence [steps, features]");
  const nn::StepMask layer{step.config.number("mask_value", 0.0)};
  const nn::Symbol mask = step.to.call(step.layer(), "mask", layer, {x.symbol});
  Placed result = x;
  result.symbol = step.to.call(step.layer(), "", nn::Multiply{}, {x.symbol, mask});
  result.mask = mask;
  return result;
}

constexpr KerasConverter kSequenceConverters[] = {
    {"Masking", convert_masking, Masks::used},
    {"SimpleRNN", convert_simple_rnn, Masks::used},
    {"LSTM", convert_lstm, Masks::used},
    {"GRU", convert_gru, Masks::used},
    {"MultiHeadAttention", convert_attention},
    {"Bidirectional", convert_bidirectional, Masks::used}};

}  // namespace

std::span<const KerasConverter> keras_sequence_converters() {
  return kSequenceConverters;
}

}  // namespace ganglion::io
