#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ganglion/graph/graph.h"

namespace ganglion::nn {

/// What a layer does to its weighted sums z. Hidden layers: relu is a good first choice (cheap, and
/// flat on one side only). Output layers: sigmoid for yes/no answers, softmax for one class of
/// several, linear for any number or for logits, relu or softplus for numbers that are never
/// negative.
enum class Activation : std::uint8_t {
  linear,        ///< z
  sigmoid,       ///< 1 / (1 + e^-z)
  tanh,          ///< hyperbolic tangent
  relu,          ///< max(z, 0)
  leaky_relu,    ///< z for z > 0, else 0.2 z (the slope of Keras' function)
  elu,           ///< z for z > 0, else e^z - 1
  gelu,          ///< z Phi(z), with the exact Gaussian distribution function
  silu,          ///< z sigmoid(z), also called swish
  softplus,      ///< log(1 + e^z)
  softmax,       ///< e^z / sum of e^z over the last axis
  relu6,         ///< max(z, 0), 6 at most
  selu,          ///< 1.0507 z for z > 0, else 1.7581 (e^z - 1): keeps mean 0 and variance 1
  mish,          ///< z tanh(softplus(z))
  hard_sigmoid,  ///< z / 6 + 0.5, cut to [0, 1] (that of Keras 3 and PyTorch)
  hard_silu,     ///< z hard_sigmoid(z), also called hard_swish
  softsign,      ///< z / (1 + |z|)
  exponential,   ///< e^z
  log_sigmoid,   ///< log(sigmoid(z))
  log_softmax,   ///< log(softmax(z))
};

/// Appends the activation to the graph of z; `linear` gives z itself. softmax and log_softmax work
/// over the last axis and throw Error for a scalar.
Value apply(Activation activation, Value z);

/// Whether what it gives for one element depends on others: softmax and log_softmax.
bool is_over_last_axis(Activation activation);

/// "relu", "leaky_relu", …
std::string_view name_of(Activation activation);

/// The activation that goes by a name: capitals, '_' and what stands before a '.' don't count
/// ("keras.activations.ReLU"); swish is silu, hard_swish hard_silu, logistic sigmoid, and none or
/// identity linear. Empty for another name.
std::optional<Activation> find_activation(std::string_view name);

/// The same. Throws Error listing the names there are.
Activation activation_of(std::string_view name);

/// As a setting of a layer (see graph/fields.h): its name.
std::string setting_of(Activation activation);
/// Throws Error as activation_of() does.
void read_setting(const Attributes& all, std::string_view name, Activation& to);

/// All activations, in the order of the enum.
std::span<const Activation> all_activations();

}  // namespace ganglion::nn

namespace ganglion {

/// Short names: Dense{25, relu}.
inline constexpr nn::Activation linear = nn::Activation::linear;
inline constexpr nn::Activation sigmoid = nn::Activation::sigmoid;
inline constexpr nn::Activation tanh = nn::Activation::tanh;
inline constexpr nn::Activation relu = nn::Activation::relu;
inline constexpr nn::Activation leaky_relu = nn::Activation::leaky_relu;
inline constexpr nn::Activation elu = nn::Activation::elu;
inline constexpr nn::Activation gelu = nn::Activation::gelu;
inline constexpr nn::Activation silu = nn::Activation::silu;
inline constexpr nn::Activation softplus = nn::Activation::softplus;
inline constexpr nn::Activation softmax = nn::Activation::softmax;
inline constexpr nn::Activation relu6 = nn::Activation::relu6;
inline constexpr nn::Activation selu = nn::Activation::selu;
inline constexpr nn::Activation mish = nn::Activation::mish;
inline constexpr nn::Activation hard_sigmoid = nn::Activation::hard_sigmoid;
inline constexpr nn::Activation hard_silu = nn::Activation::hard_silu;
inline constexpr nn::Activation softsign = nn::Activation::softsign;
inline constexpr nn::Activation exponential = nn::Activation::exponential;
inline constexpr nn::Activation log_sigmoid = nn::Activation::log_sigmoid;
inline constexpr nn::Activation log_softmax = nn::Activation::log_softmax;

}  // namespace ganglion
