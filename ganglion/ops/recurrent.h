#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "ganglion/graph/graph.h"

/// Recurrent cells over a whole sequence, as one op each way.
namespace ganglion::ops {

/// What a cell computes at a step from its projected input x, the output h' and, of an lstm, the
/// state c' of the step before; R is the recurrent kernel, f the activation, s that of the gates, *
/// element by element. The names in front of the formulas give the order of the blocks in x and R.
enum class Cell : std::uint8_t {
  simple,           ///< h = f(x + h' R). Elman 1990
  lstm,             ///< i, f, g, o: c = f * c' + i * g, h = o * f(c). Hochreiter, Schmidhuber 1997
  gru,              ///< z, r, g: h = z * h' + (1 - z) * g, g = f(x + (r * h') R). Cho et al. 2014
  gru_reset_after,  ///< the same with g = f(x + r * (h' R + b))
};

/// What cells and their gates can be activated with.
enum class CellActivation : std::uint8_t {
  tanh,
  sigmoid,
  relu,
  linear,
  hard_sigmoid,     ///< x / 6 + 0.5, cut to [0, 1]: that of Keras 3
  hard_sigmoid_02,  ///< 0.2 x + 0.5, cut to [0, 1]: that of Keras 1 and 2, and of ONNX
};

/// "tanh", "hard_sigmoid_02".
std::string_view name_of(CellActivation activation);
/// Throws Error listing the names there are.
CellActivation cell_activation_of(std::string_view name);
/// Whether there is one of the name; then `to` is it.
bool find_cell_activation(std::string_view name, CellActivation& to);

/// As a setting of a layer (see graph/fields.h): its name.
inline std::string setting_of(CellActivation activation) {
  return std::string(name_of(activation));
}
/// And back. Throws Error for a name that there isn't.
inline void read_setting(const Attributes& all, std::string_view name, CellActivation& to) {
  to = cell_activation_of(all.text(name));
}

/// Which cell runs, and how.
struct RecurrentOptions {
  Cell cell = Cell::lstm;
  CellActivation activation = CellActivation::tanh;
  CellActivation gate_activation = CellActivation::sigmoid;  ///< of all but `simple`
  bool reverse = false;  ///< from the last step to the first; results stay at their steps
};

/// Blocks of the projected input: 1, 4, 3 and 3.
std::int64_t gates_of(Cell cell);

/// What a cell starts from.
struct RecurrentStart {
  Value hidden;     ///< h before the first step [batch, units]
  Value cell = {};  ///< c before it, of an lstm
};

/// What it gives at each step [batch, steps, units].
struct RecurrentStates {
  Value hidden;
  Value cell = {};  ///< of an lstm
};

/// Runs a cell over all steps: projected [batch, steps, gates * units] is x W + b of each step,
/// kernel is R [units, gates * units]. `bias` [units] is b of gru_reset_after, and of no other. At
/// least one step and one unit. It can be differentiated once.
RecurrentStates recurrent(Value projected, Value kernel, const RecurrentStart& start,
                          const RecurrentOptions& options, Value bias = {});

/// Options as the attributes of a node; recurrent_geometry() reads them.
Attributes recurrent_attributes(const RecurrentOptions& options);

/// What a node of `recurrent` or `recurrent_gradient` computes, read from its attributes and types.
struct RecurrentGeometry {
  RecurrentOptions options;
  std::int64_t batch = 0, steps = 0, units = 0, gates = 0;

  bool is_lstm() const { return options.cell == Cell::lstm; }
  bool is_gru() const { return options.cell == Cell::gru || options.cell == Cell::gru_reset_after; }
  /// The step that is computed as number `i`, and the one before it.
  std::int64_t step(std::int64_t i) const { return options.reverse ? steps - 1 - i : i; }
};
/// Of a node that passed its shape rule.
RecurrentGeometry recurrent_geometry(const Node& node);

/// Where a node of `recurrent_gradient` has its inputs; -1: not there. Those of `recurrent` are the
/// first four. Its results: the derivatives by the projected input and by the start (hidden, then
/// cell), and of a gru, for the derivative by R [batch, steps, units]: r * h' of each step, or,
/// where the reset comes after, the derivative by h' R + b.
struct RecurrentInputs {
  int projected = 0, kernel = 1, start_hidden = 2, start_cell = -1, bias = -1;
  int hidden = -1, cell = -1, d_hidden = -1, d_cell = -1;
};
/// Of such a node.
RecurrentInputs recurrent_inputs(const Node& node);

}  // namespace ganglion::ops
