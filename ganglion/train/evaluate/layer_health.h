#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/core/shape.h"
#include "ganglion/io/json.h"

namespace ganglion::train {

/// Gradients of the layers of a network that trains lie within a factor of a hundred, per weight.
constexpr double kVanishingRatio = 1e-3;

/// The root mean square of so many derivatives: layers of any size can be compared by it.
double gradient_per_weight(double norm, std::int64_t parameters);

/// What is wrong with a layer.
enum class LayerFault : std::uint8_t {
  dead_units,          ///< half of the units or more give 0 for every row
  saturated_units,     ///< half of the outputs or more are where the activation is flat
  vanishing_gradient,  ///< gradient_ratio is below kVanishingRatio
  exploding_gradient,  ///< its norm is above 100 or not finite, or gradient_ratio is above 100
};

/// A fault, and the number that it rests on: of units and outputs their share (LayerHealth::dead,
/// saturated), of a gradient that vanishes its ratio (gradient_ratio), of one that explodes its
/// norm (gradient_norm).
struct LayerVerdict {
  LayerFault fault;
  double number = 0.0;
};

/// How a layer does on some rows; measure_layers.h finds it out.
struct LayerHealth {
  std::string name;             ///< "dense_1"
  std::string kind;             ///< "dense"
  std::string activation = {};  ///< "relu"; empty when it has none, or several inside
  Shape shape = {};             ///< of its output, without the batch axis
  std::int64_t parameters = 0;
  std::int64_t multiply_adds = 0;  ///< for one example, see nn::multiply_adds()
  std::int64_t units = 0;          ///< behind its activations: neurons, or filters
  /// ReLU, GELU, SiLU, softplus: the share of units (of a convolution: filters) that are 0 for
  /// every row: they learn nothing more.
  std::optional<double> dead = {};
  /// Which ones, from 0 on; through all activations of the layer, where there are several inside.
  std::vector<std::int64_t> dead_units = {};
  /// Sigmoid and tanh: the share of outputs within 1 % of an end of their range, where the slope is
  /// near 0; ELU: of those within 0.01 of -1.
  std::optional<double> saturated = {};
  /// Units that are so for every row, as dead_units.
  std::vector<std::int64_t> saturated_units = {};
  /// Of the loss by all its weights together, on one batch; none for layers without weights.
  std::optional<double> gradient_norm = {};
  /// gradient_per_weight() over that of the last layer with weights (of the same network of an
  /// ensemble); none for that layer itself, and where that is 0.
  std::optional<double> gradient_ratio = {};
  std::vector<LayerVerdict> verdicts = {};  ///< empty for a healthy layer, see judge_layers()
};

/// Fills in gradient_ratio and verdicts from what was measured. `networks`: of how many equal ones
/// an ensemble is made; each is judged by its own last layer. `outputs`: the layers that give the
/// network's outputs, which may well be saturated: there that is a sure answer.
void judge_layers(std::vector<LayerHealth>& layers, int networks,
                  const std::vector<std::string>& outputs);

/// "dead_units", …
std::string_view name_of(LayerFault fault);

/// "dense_1: dead units: 20 of 32 give 0 for every row, and learn nothing"
std::string verdict_text(const LayerHealth& layer, const LayerVerdict& verdict);

/// Every verdict as a line; where there is none, one line that says what that rests on. Empty
/// without layers. Layers of an ensemble count once, see worst_of_copies().
std::vector<std::string> health_lines(const std::vector<LayerHealth>& layers, int networks);

/// The layers of one of the equal networks of an ensemble, each with the worst that it shows in any
/// of them. Of one network: its layers.
std::vector<LayerHealth> worst_of_copies(const std::vector<LayerHealth>& layers, int networks);

/// [{"name", "kind", "activation", "dead", "dead_units", "saturated", "saturated_units",
/// "gradient_norm", "gradient_ratio", "faults": [{"fault", "number", "text"}]}, …]; what is not
/// measured of a layer is null.
io::Json health_json(const std::vector<LayerHealth>& layers);

}  // namespace ganglion::train
