#include <fmt/format.h>

#include <array>
#include <cmath>
#include <numbers>

#include "ganglion/core/error.h"
#include "ganglion/io/keras/step.h"
#include "ganglion/io/row_layers.h"
#include "ganglion/nn/layers/activate.h"
#include "ganglion/nn/layers/add.h"
#include "ganglion/nn/layers/multiply.h"
#include "ganglion/nn/layers/relu.h"
#include "ganglion/nn/layers/rescaling.h"

namespace ganglion::io {
namespace {

using nn::Activation;

/// Names of Keras that are activations of ours, exactly.
constexpr std::array<std::pair<std::string_view, Activation>, 12> kSame = {
    {{"linear", Activation::linear},
     {"sigmoid", Activation::sigmoid},
     {"tanh", Activation::tanh},
     {"relu", Activation::relu},
     {"leaky_relu", Activation::leaky_relu},  // both have the slope 0.2
     {"elu", Activation::elu},
     {"gelu", Activation::gelu},
     {"silu", Activation::silu},
     {"swish", Activation::silu},
     {"softplus", Activation::softplus},
     {"softmax", Activation::softmax},
     {"ReLU", Activation::relu}}};

const Activation* same_activation(std::string_view name) {
  for (const auto& [known, activation] : kSame) {
    if (known == name) return &activation;
  }
  return nullptr;
}

bool is_built_in(Activation activation, UnitAxis units) {
  return activation != Activation::softmax || units == UnitAxis::last;
}

/// The name in `activation`: "linear" where there is none.
std::string activation_name(KerasStep& step) {
  const Json* value = step.config.find("activation");
  if (value == nullptr) return "linear";
  if (value->is_string()) return value->as_string();
  const Json* kind = value->find("class_name");
  step.config.refuse(fmt::format(
      "its activation is an object {}, which can't be imported; put the activation behind it as a "
      "layer of its own",
      kind == nullptr || !kind->is_string() ? "" : in_quotes(kind->as_string())));
}

Placed joined(KerasStep& step, std::string_view role, const nn::Layer& layer, const Placed& a,
              const Placed& b) {
  Placed result = a;
  result.symbol = step.to.call(step.layer(), role, layer, {a.symbol, b.symbol});
  return result;
}

/// Keras 1 and 2: clip(0.2 x + 0.5, 0, 1); Keras 3: clip(x / 6 + 0.5, 0, 1).
Placed hard_sigmoid(KerasStep& step, const Placed& x) {
  const double slope = is_keras_3(step.to.version()) ? 1.0 / 6.0 : 0.2;
  const Placed line = step.call("slope", nn::Rescaling{slope, 0.5}, x);
  return step.call("clip", nn::ReLU{.max_value = 1.0}, line);
}

/// 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))), which is x sigmoid of twice that argument.
Placed tanh_gelu(KerasStep& step, const Placed& x) {
  const Placed square = joined(step, "square", nn::Multiply{}, x, x);
  const double factor = 2.0 * std::sqrt(2.0 / std::numbers::pi);
  const Placed slope = step.call("slope", nn::Rescaling{factor * 0.044715, factor}, square);
  const Placed argument = joined(step, "argument", nn::Multiply{}, x, slope);
  const Placed gate = step.call("gate", nn::Activate{Activation::sigmoid}, argument);
  return joined(step, "gelu", nn::Multiply{}, x, gate);
}

Placed selu(KerasStep& step, const Placed& x) {
  constexpr double kAlpha = 1.6732632423543772848170429916717;
  constexpr double kScale = 1.0507009873554804934193349852946;
  return step.call("scale", nn::Rescaling{.scale = kScale}, step.call("elu", nn::ELU{kAlpha}, x));
}

Placed mish(KerasStep& step, const Placed& x) {
  const Placed inner = step.call("softplus", nn::Activate{Activation::softplus}, x);
  const Placed gate = step.call("gate", nn::Activate{Activation::tanh}, inner);
  return joined(step, "mish", nn::Multiply{}, x, gate);
}

// --- Layers

Placed convert_activation(KerasStep& step) {
  return apply_named_activation(step, activation_name(step), step.x());
}

Placed convert_relu(KerasStep& step) {
  nn::ReLU relu{.negative_slope = step.config.number("negative_slope", 0.0),
                .threshold = step.config.number("threshold", 0.0)};
  if (step.config.find("max_value") != nullptr) {
    relu.max_value = step.config.number("max_value", 0.0);
    if (relu.max_value <= 0.0) step.config.refuse("max_value must lie above 0");
  }
  return step.call("", relu, step.x());
}

Placed convert_leaky_relu(KerasStep& step) {
  const double before = step.config.number("alpha", 0.3);  // its name up to Keras 2
  const double slope = step.config.number("negative_slope", before);
  return step.call("", nn::ReLU{.negative_slope = slope}, step.x());
}

Placed convert_thresholded_relu(KerasStep& step) {
  return step.call("", nn::ReLU{.threshold = step.config.number("theta", 1.0)}, step.x());
}

Placed convert_elu(KerasStep& step) {
  return step.call("", nn::ELU{step.config.number("alpha", 1.0)}, step.x());
}

Placed convert_prelu(KerasStep& step) {
  const Placed x = step.plain();
  return step.call("", nn::PReLU{step.config.integers("shared_axes", {})}, x,
                   {{"alpha", "alpha", {}}});
}

Placed convert_softmax(KerasStep& step) {
  const Placed x = step.plain();
  const std::vector<std::int64_t> axes = step.config.integers("axis", {-1});
  const std::int64_t axis = axes.size() != 1 ? 0 : axes[0] < 0 ? axes[0] + x.rank + 1 : axes[0];
  if (axis < 1 || axis > x.rank) {
    step.config.refuse("softmax can only be taken over one axis behind the batch");
  }
  const std::vector<nn::Layer> layers =
      layers_of_softmax(step.to.shape_of(x), static_cast<int>(axis) - 1);
  if (layers.size() == 1) return step.call("", layers[0], x);
  return step.call("back", layers[2], step.call("", layers[1], step.call("turn", layers[0], x)));
}

constexpr KerasConverter kActivationConverters[] = {{"Activation", convert_activation},
                                                    {"ReLU", convert_relu},
                                                    {"LeakyReLU", convert_leaky_relu},
                                                    {"ThresholdedReLU", convert_thresholded_relu},
                                                    {"ELU", convert_elu},
                                                    {"PReLU", convert_prelu},
                                                    {"Softmax", convert_softmax}};

}  // namespace

std::span<const KerasConverter> keras_activation_converters() {
  return kActivationConverters;
}

Activation built_in_activation(KerasStep& step, UnitAxis units) {
  const Activation* same = same_activation(activation_name(step));
  return same != nullptr && is_built_in(*same, units) ? *same : Activation::linear;
}

Placed apply_activation(KerasStep& step, UnitAxis units, const Placed& x) {
  const std::string name = activation_name(step);
  const Activation* same = same_activation(name);
  if (same != nullptr && is_built_in(*same, units)) return x;
  return apply_named_activation(step, name, x);
}

Placed apply_named_activation(KerasStep& step, const std::string& name, const Placed& x) {
  if (const Activation* same = same_activation(name)) {
    const bool last = *same == Activation::softmax;
    const std::string_view role = step.layer().class_name == "Activation" ? "" : "activation";
    return step.call(role, nn::Activate{*same}, last ? step.to.plain(x, step.layer()) : x);
  }
  if (name == "relu6") return step.call("relu6", nn::ReLU{.max_value = 6.0}, x);
  if (name == "selu") return selu(step, x);
  if (name == "mish") return mish(step, x);
  if (name == "hard_sigmoid") return hard_sigmoid(step, x);
  if (name == "hard_silu" || name == "hard_swish") {
    return joined(step, "product", nn::Multiply{}, x, hard_sigmoid(step, x));
  }
  if (name == "gelu_tanh") return tanh_gelu(step, x);
  step.config.refuse(fmt::format("the activation {} isn't available", in_quotes(name)));
}

}  // namespace ganglion::io
