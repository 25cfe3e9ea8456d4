#include "ganglion/nn/activation.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/synonyms.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {
namespace {

constexpr double kLeakySlope = 0.2;

constexpr std::array kAll = {linear,   sigmoid,     tanh,        relu,         leaky_relu,
                             elu,      gelu,        silu,        softplus,     softmax,
                             relu6,    selu,        mish,        hard_sigmoid, hard_silu,
                             softsign, exponential, log_sigmoid, log_softmax};

constexpr std::array<std::string_view, kAll.size()> kNames = {
    "linear",    "sigmoid",  "tanh",        "relu",        "leaky_relu", "elu",  "gelu",
    "silu",      "softplus", "softmax",     "relu6",       "selu",       "mish", "hard_sigmoid",
    "hard_silu", "softsign", "exponential", "log_sigmoid", "log_softmax"};

constexpr std::pair<std::string_view, Activation> kOtherNames[] = {{"swish", silu},
                                                                   {"hardswish", hard_silu},
                                                                   {"logistic", sigmoid},
                                                                   {"none", linear},
                                                                   {"identity", linear}};

/// Klambauer et al. 2017, "Self-normalizing neural networks".
constexpr double kSeluAlpha = 1.6732632423543772848170429916717;
constexpr double kSeluScale = 1.0507009873554804934193349852946;

/// min(max(z, 0), most)
Value clipped(Value z, double most) {
  return ops::minimum(ops::relu(z), ops::scalar_like(z, most));
}

}  // namespace

Value apply(Activation activation, Value z) {
  switch (activation) {
    case Activation::linear:
      return z;
    case Activation::sigmoid:
      return ops::sigmoid(z);
    case Activation::tanh:
      return ops::tanh(z);
    case Activation::relu:
      return ops::relu(z);
    case Activation::leaky_relu:
      return ops::leaky_relu(z, kLeakySlope);
    case Activation::elu:
      return ops::elu(z, 1.0);
    case Activation::gelu:
      return ops::gelu(z);
    case Activation::silu:
      return ops::silu(z);
    case Activation::softplus:
      return ops::softplus(z);
    case Activation::softmax:
      return ops::softmax(z);
    case Activation::relu6:
      return clipped(z, 6.0);
    case Activation::selu:
      return ops::elu(z, kSeluAlpha) * kSeluScale;
    case Activation::mish:
      return z * ops::tanh(ops::softplus(z));
    case Activation::hard_sigmoid:
      return clipped(z * (1.0 / 6.0) + 0.5, 1.0);
    case Activation::hard_silu:
      return z * clipped(z * (1.0 / 6.0) + 0.5, 1.0);
    case Activation::softsign:
      return z / (ops::abs(z) + 1.0);
    case Activation::exponential:
      return ops::exp(z);
    case Activation::log_sigmoid:
      return -ops::softplus(-z);
    case Activation::log_softmax:
      return ops::log_softmax(z);
  }
  throw Error("activation: not one of the enumeration");
}

bool is_over_last_axis(Activation activation) {
  return activation == Activation::softmax || activation == Activation::log_softmax;
}

std::string_view name_of(Activation activation) {
  return kNames[static_cast<std::size_t>(activation)];
}

std::optional<Activation> find_activation(std::string_view name) {
  const std::string wanted = plain_name(name.substr(name.rfind('.') + 1));
  for (const Activation activation : kAll) {
    if (plain_name(name_of(activation)) == wanted) return activation;
  }
  for (const auto& [other, activation] : kOtherNames) {
    if (other == wanted) return activation;
  }
  return std::nullopt;
}

Activation activation_of(std::string_view name) {
  if (const auto found = find_activation(name)) return *found;
  std::string known;
  for (std::size_t i = 0; i < kAll.size(); ++i) {
    known += fmt::format("{}{}", known.empty() ? "" : ", ", kNames[i]);
  }
  throw Error(fmt::format("unknown activation '{}'; use one of: {}", name, known));
}

std::string setting_of(Activation activation) {
  return std::string(name_of(activation));
}

void read_setting(const Attributes& all, std::string_view name, Activation& to) {
  to = activation_of(all.text(name));
}

std::span<const Activation> all_activations() {
  return kAll;
}

}  // namespace ganglion::nn
