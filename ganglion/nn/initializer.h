#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/graph/attributes.h"

namespace ganglion::nn {

/// Numbers of inputs and outputs of a unit.
struct Fans {
  double in = 1.0;
  double out = 1.0;

  friend bool operator==(const Fans&, const Fans&) = default;
};

/// How the first values of a parameter are drawn. A small value: make one with the functions below.
struct Initializer {
  enum class Kind : std::uint8_t {
    zeros,
    ones,
    constant,
    values,
    uniform,
    normal,
    glorot_uniform,
    glorot_normal,
    he_uniform,
    he_normal,
    lecun_uniform,
    lecun_normal,
    orthogonal,
  };
  Kind kind = Kind::zeros;
  /// The settings of the kind, in the order of its function: constant(value), uniform(low, high),
  /// normal(stddev), orthogonal(gain), values(…).
  std::vector<double> settings = {};
  /// What a unit counts as its inputs and outputs, where the shape doesn't tell: see with_fans().
  std::optional<Fans> fans = {};

  friend bool operator==(const Initializer&, const Initializer&) = default;
};

/// All elements 0, and all 1.
Initializer zeros();
Initializer ones();
/// All elements this value.
Initializer constant(double value);
/// These numbers, row by row; the parameter must have as many.
Initializer values(std::vector<double> numbers);
/// Uniform in [low, high).
Initializer uniform(double low = -0.05, double high = 0.05);
/// Normal with mean 0.
Initializer normal(double stddev = 0.05);

// With fan_in and fan_out the numbers of inputs and outputs of a unit (a dense kernel [in, out] has
// those; an embedding [tokens, width] counts its tokens as fan_in; a convolution kernel [out, in,
// window…] counts its window in both). The `uniform` ones are uniform
// in ±sqrt(3 v), the `normal` ones normal, cut at two standard deviations and widened so that
// their variance is v again, as in Keras.

/// v = 2 / (fan_in + fan_out). Glorot and Bengio 2010, equation 16. For tanh and sigmoid units.
Initializer glorot_uniform();
Initializer glorot_normal();
/// v = 2 / fan_in. He et al. 2015, equation 10. For relu units.
Initializer he_uniform();
Initializer he_normal();
/// v = 1 / fan_in. LeCun et al. 1998, "Efficient BackProp", equation 16.
Initializer lecun_uniform();
Initializer lecun_normal();
/// Orthonormal rows or columns (whichever are fewer), times gain. Saxe et al. 2014. Needs at least
/// two axes; all but the first count as columns.
Initializer orthogonal(double gain = 1.0);

/// The same with these numbers instead of those of the parameter's shape: of a depthwise kernel,
/// whose shape has one input channel, Keras counts all. No setting: it is not written as text.
Initializer with_fans(Initializer initializer, Fans fans);

/// Draws a tensor. The same arguments give the same numbers, whatever else is drawn; f32 numbers
/// are the f64 ones rounded. Throws Error when the shape does not fit the initialiser.
Tensor initialize(const Initializer& initializer, const Shape& shape, std::uint64_t seed,
                  std::uint64_t stream, DType dtype = DType::f32);

/// "he_normal", "uniform(-0.05, 0.05)": what initializer_of reads back to an equal one.
std::string to_string(const Initializer& initializer);

/// Settings may be left out where they have a default: "uniform", "normal", "orthogonal".
/// Throws Error listing the names there are, or the settings that are wanted.
Initializer initializer_of(std::string_view text);

/// As a setting of a layer (see graph/fields.h): its text.
std::string setting_of(const Initializer& initializer);
/// Throws Error as initializer_of() does.
void read_setting(const Attributes& all, std::string_view name, Initializer& to);

}  // namespace ganglion::nn
