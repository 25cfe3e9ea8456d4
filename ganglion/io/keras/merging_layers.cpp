#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/io/keras/step.h"
#include "ganglion/nn/layers/activate.h"
#include "ganglion/nn/layers/add.h"
#include "ganglion/nn/layers/concatenate.h"
#include "ganglion/nn/layers/extremes.h"
#include "ganglion/nn/layers/mean.h"
#include "ganglion/nn/layers/multiply.h"
#include "ganglion/nn/layers/rescaling.h"
#include "ganglion/nn/layers/subtract.h"

namespace ganglion::io {
namespace {

/// All inputs in one order of axes: with channels first where one of them has them so already.
std::vector<Placed> alike(KerasStep& step) {
  const int rank = step.x().rank;
  const bool first = std::any_of(step.inputs.begin(), step.inputs.end(),
                                 [](const Placed& x) { return x.channels_first; });
  std::vector<Placed> result;
  for (const Placed& x : step.inputs) {
    if (x.rank != rank) step.config.refuse("its inputs have different numbers of axes");
    result.push_back(first ? step.to.channels_first(x, step.layer())
                           : step.to.plain(x, step.layer()));
  }
  return result;
}

Placed merged(KerasStep& step, const std::vector<Placed>& inputs, const nn::Layer& layer) {
  if (inputs.size() < 2) step.config.refuse("it needs two inputs at least");
  std::vector<nn::Symbol> symbols;
  symbols.reserve(inputs.size());
  for (const Placed& x : inputs) symbols.push_back(x.symbol);
  Placed result = inputs.front();
  result.symbol = step.to.call(step.layer(), "", layer, symbols);
  return result;
}

template <class Join>
Placed convert_join(KerasStep& step) {
  return merged(step, alike(step), Join{});
}

Placed convert_concatenate(KerasStep& step) {
  const std::vector<Placed> inputs = alike(step);
  const int rank = step.x().rank;
  std::int64_t axis = step.config.integer("axis", -1);
  if (axis < 0) axis += rank + 1;
  if (axis < 1 || axis > rank)
    step.config.refuse("its axis is none of its inputs' behind the batch");
  if (inputs.front().channels_first) axis = axis == rank ? 1 : axis + 1;
  return merged(step, inputs, nn::Concatenate{axis});
}

// --- Functions of keras.ops: two tensors, or one and a number

/// The number among the arguments, and where it stands.
struct Constant {
  double value = 0.0;
  bool comes_first = false;
};

Constant constant_of(KerasStep& step) {
  const Json::Array& arguments = *step.arguments;
  if (step.inputs.size() != 1 || arguments.size() != 2) {
    step.config.refuse("it needs two tensors, or one and a number");
  }
  const bool first = !arguments[0].is_null();
  const Json& number = arguments[first ? 0 : 1];
  if (!number.is_number()) step.config.refuse("one of its arguments is neither tensor nor number");
  return {number.as_number(), first};
}

bool of_tensors(KerasStep& step) {
  return step.inputs.size() == 2 && step.arguments->size() == 2;
}

Placed convert_plus(KerasStep& step) {
  if (of_tensors(step)) return convert_join<nn::Add>(step);
  return step.call("", nn::Rescaling{.offset = constant_of(step).value}, step.x());
}

Placed convert_times(KerasStep& step) {
  if (of_tensors(step)) return convert_join<nn::Multiply>(step);
  return step.call("", nn::Rescaling{.scale = constant_of(step).value}, step.x());
}

Placed convert_minus(KerasStep& step) {
  if (of_tensors(step)) return convert_join<nn::Subtract>(step);
  const auto [value, comes_first] = constant_of(step);
  const nn::Rescaling line{comes_first ? -1.0 : 1.0, comes_first ? value : -value};
  return step.call("", line, step.x());
}

Placed convert_over(KerasStep& step) {
  if (step.inputs.size() != 1) step.config.refuse("only division by a number is available");
  const auto [value, comes_first] = constant_of(step);
  if (comes_first || value == 0.0) step.config.refuse("only division by a number is available");
  return step.call("", nn::Rescaling{.scale = 1.0 / value}, step.x());
}

Placed convert_gelu_op(KerasStep& step) {
  const bool approximate = step.config.flag("approximate", true);
  return apply_named_activation(step, approximate ? "gelu_tanh" : "gelu", step.x());
}

/// From one type of floating numbers to another, as models of mixed precision do.
Placed convert_cast(KerasStep& step) {
  const std::string type = step.config.text("dtype", "float32");
  if (type.find("float") == std::string::npos) {
    step.config.refuse(fmt::format("it makes {}, but only floating numbers can be computed with",
                                   in_quotes(type)));
  }
  return step.inputs.at(0);
}

template <nn::Activation Function>
Placed convert_function(KerasStep& step) {
  return step.call("", nn::Activate{Function}, step.x());
}

constexpr char kTanhShrink[] = "tanh_shrink", kHardTanh[] = "hard_tanh";
template <const char* Name>
Placed convert_named(KerasStep& step) {
  return apply_named_activation(step, Name, step.x());
}

constexpr KerasConverter kLayers[] = {
    {"Add", convert_join<nn::Add>},           {"Subtract", convert_join<nn::Subtract>},
    {"Multiply", convert_join<nn::Multiply>}, {"Average", convert_join<nn::Mean>},
    {"Maximum", convert_join<nn::Maximum>},   {"Minimum", convert_join<nn::Minimum>},
    {"Concatenate", convert_concatenate}};

constexpr KerasConverter kOps[] = {{"Add", convert_plus},
                                   {"Subtract", convert_minus},
                                   {"Multiply", convert_times},
                                   {"Maximum", convert_join<nn::Maximum>},
                                   {"Minimum", convert_join<nn::Minimum>},
                                   {"Concatenate", convert_concatenate},
                                   {"Divide", convert_over},
                                   {"TrueDivide", convert_over},
                                   {"Cast", convert_cast},
                                   {"Gelu", convert_gelu_op},
                                   {"Relu", convert_function<nn::Activation::relu>},
                                   {"Sigmoid", convert_function<nn::Activation::sigmoid>},
                                   {"Silu", convert_function<nn::Activation::silu>},
                                   {"Softplus", convert_function<nn::Activation::softplus>},
                                   {"Tanh", convert_function<nn::Activation::tanh>},
                                   {"Relu6", convert_function<nn::Activation::relu6>},
                                   {"Selu", convert_function<nn::Activation::selu>},
                                   {"HardSigmoid", convert_function<nn::Activation::hard_sigmoid>},
                                   {"HardSilu", convert_function<nn::Activation::hard_silu>},
                                   {"Softsign", convert_function<nn::Activation::softsign>},
                                   {"Exp", convert_function<nn::Activation::exponential>},
                                   {"LogSigmoid", convert_function<nn::Activation::log_sigmoid>},
                                   {"TanhShrink", convert_named<kTanhShrink>},
                                   {"HardTanh", convert_named<kHardTanh>}};

}  // namespace

std::span<const KerasConverter> keras_merging_converters() {
  return kLayers;
}

std::span<const KerasConverter> keras_op_converters() {
  return kOps;
}

}  // namespace ganglion::io
