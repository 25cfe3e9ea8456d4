#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <optional>

#include "ganglion/core/error.h"
#include "ganglion/io/keras/step.h"
#include "ganglion/io/row_layers.h"
#include "ganglion/nn/layers/activate.h"
#include "ganglion/nn/layers/multiply.h"
#include "ganglion/nn/layers/relu.h"
#include "ganglion/nn/layers/rescaling.h"
#include "ganglion/nn/layers/subtract.h"

namespace ganglion::io {
namespace {

using nn::Activation;

/// Names of Keras that are activations of ours, exactly.
constexpr std::pair<std::string_view, Activation> kSame[] = {
    {"linear", Activation::linear},
    {"sigmoid", Activation::sigmoid},
    {"tanh", Activation::tanh},
    {"relu", Activation::relu},
    {"leaky_relu", Activation::leaky_relu},  // both have the slope 0.2
    {"elu", Activation::elu},
    {"celu", Activation::elu},  // the same with alpha 1
    {"gelu", Activation::gelu},
    {"silu", Activation::silu},
    {"swish", Activation::silu},
    {"softplus", Activation::softplus},
    {"softmax", Activation::softmax},
    {"ReLU", Activation::relu},
    {"relu6", Activation::relu6},
    {"selu", Activation::selu},
    {"mish", Activation::mish},
    {"hard_silu", Activation::hard_silu},
    {"hard_swish", Activation::hard_silu},
    {"softsign", Activation::softsign},
    {"exponential", Activation::exponential},
    {"log_sigmoid", Activation::log_sigmoid},
    {"log_softmax", Activation::log_softmax}};

/// hard_sigmoid is ours in Keras 3 only.
std::optional<Activation> same_activation(std::string_view name, const std::string& version) {
  for (const auto& [known, activation] : kSame) {
    if (known == name) return activation;
  }
  if (name == "hard_sigmoid" && is_keras_3(version)) return Activation::hard_sigmoid;
  return std::nullopt;
}

bool is_built_in(Activation activation, UnitAxis units) {
  return !nn::is_over_last_axis(activation) || units == UnitAxis::last;
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

/// f(x) - f(-x)
Placed odd(KerasStep& step, const nn::Layer& f, const Placed& x) {
  const Placed turned = step.call("negative", nn::Rescaling{.scale = -1.0}, x);
  return joined(step, "both", nn::Subtract{}, step.call("above", f, x),
                step.call("below", f, turned));
}

/// x - 0.5 above 0.5, x + 0.5 below -0.5
Placed soft_shrink(KerasStep& step, const Placed& x) {
  const nn::ReLU positive;
  const Placed above =
      step.call("above", positive, step.call("less", nn::Rescaling{.offset = -0.5}, x));
  const Placed below =
      step.call("below", positive, step.call("negative", nn::Rescaling{-1.0, -0.5}, x));
  return joined(step, "both", nn::Subtract{}, above, below);
}

/// Keras 1 and 2: clip(0.2 x + 0.5, 0, 1)
Placed hard_sigmoid_02(KerasStep& step, const Placed& x) {
  const Placed line = step.call("slope", nn::Rescaling{0.2, 0.5}, x);
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

/// An activation that a few layers together compute; none for another name.
std::optional<Placed> composed_activation(KerasStep& step, std::string_view name, const Placed& x) {
  if (name == "hard_sigmoid") return hard_sigmoid_02(step, x);
  if (name == "gelu_tanh") return tanh_gelu(step, x);
  if (name == "hard_tanh") return odd(step, nn::ReLU{.max_value = 1.0}, x);
  if (name == "hard_shrink") return odd(step, nn::ReLU{.threshold = 0.5}, x);
  if (name == "soft_shrink") return soft_shrink(step, x);
  if (name == "tanh_shrink") {
    return joined(step, "rest", nn::Subtract{}, x,
                  step.call("tanh", nn::Activate{Activation::tanh}, x));
  }
  return std::nullopt;
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
      layers_over_axis(Activation::softmax, step.to.shape_of(x), static_cast<int>(axis) - 1);
  if (layers.size() == 1) return step.call("", layers[0], x);
  return step.call("back", layers[2], step.call("", layers[1], step.call("turn", layers[0], x)));
}

constexpr KerasConverter kActivationConverters[] = {
    {"Activation", convert_activation, Masks::kept},
    {"ReLU", convert_relu, Masks::kept},
    {"LeakyReLU", convert_leaky_relu, Masks::kept},
    {"ThresholdedReLU", convert_thresholded_relu, Masks::kept},
    {"ELU", convert_elu, Masks::kept},
    {"PReLU", convert_prelu, Masks::kept},
    {"Softmax", convert_softmax}};

}  // namespace

std::span<const KerasConverter> keras_activation_converters() {
  return kActivationConverters;
}

Activation built_in_activation(KerasStep& step, UnitAxis units) {
  const auto same = same_activation(activation_name(step), step.to.version());
  return same && is_built_in(*same, units) ? *same : Activation::linear;
}

Placed apply_activation(KerasStep& step, UnitAxis units, const Placed& x) {
  const std::string name = activation_name(step);
  const auto same = same_activation(name, step.to.version());
  if (same && is_built_in(*same, units)) return x;
  return apply_named_activation(step, name, x);
}

Placed apply_named_activation(KerasStep& step, const std::string& name, const Placed& x) {
  if (const auto same = same_activation(name, step.to.version())) {
    const std::string_view role =
        step.layer().is_op || step.layer().class_name == "Activation" ? "" : "activation";
    return step.call(role, nn::Activate{*same},
                     nn::is_over_last_axis(*same) ? step.to.plain(x, step.layer()) : x);
  }
  if (const auto composed = composed_activation(step, name, x)) return *composed;
  step.config.refuse(fmt::format("the activation {} isn't available", in_quotes(name)));
}

}  // namespace ganglion::io
