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
  linear,      ///< z
  sigmoid,     ///< 1 / (1 + e^-z)
  tanh,        ///< hyperbolic tangent
  relu,        ///< max(z, 0)
  leaky_relu,  ///< z for z > 0, else 0.2 z (the slope of Keras' function)
  elu,         ///< z for z > 0, else e^z - 1
  gelu,        ///< z Phi(z), with the exact Gaussian distribution function
  silu,        ///< z sigmoid(z), also called swish
  softplus,    ///< log(1 + e^z)
  softmax,     ///< e^z / sum of e^z over the last axis
};

/// Appends the activation to the graph of z; `linear` gives z itself. softmax works over the last
/// axis and throws Error for a scalar.
Value apply(Activation activation, Value z);

/// "relu", "leaky_relu", …
std::string_view name_of(Activation activation);

/// The activation that goes by a name: capitals, '_' and what stands before a '.' don't count
/// ("keras.activations.ReLU"); swish is silu, logistic sigmoid, and none or identity linear. Empty
/// for another name.
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

}  // namespace ganglion
