#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/io/onnx/layers/network_maker.h"
#include "ganglion/nn/layers/recurrent.h"

/// RNN, GRU and LSTM between transpositions, as exporters write a recurrent layer, become one.
namespace ganglion::io::onnx {
namespace {

const StoredAttribute* attribute_of(const StoredNode& node, std::string_view name) {
  for (const StoredAttribute& attribute : node.attributes) {
    if (attribute.name == name) return &attribute;
  }
  return nullptr;
}

std::vector<std::int64_t> order_of_axes(const StoredNode& node) {
  const StoredAttribute* perm = attribute_of(node, "perm");
  return perm == nullptr ? std::vector<std::int64_t>{} : perm->integers;
}

std::string input_of(const StoredNode& node, std::size_t i) {
  return i < node.inputs.size() ? node.inputs[i] : "";
}
std::string output_of(const StoredNode& node, std::size_t i) {
  return i < node.outputs.size() ? node.outputs[i] : "";
}

bool is_recurrence(const StoredNode& node) {
  const StoredAttribute* layout = attribute_of(node, "layout");
  const bool known = node.op == "RNN" || node.op == "GRU" || node.op == "LSTM";
  return known && (layout == nullptr || layout->integer == 0);
}

/// The recurrence that alone reads what a transposition gives, with the steps in front.
const StoredNode* recurrence_behind(const NetworkMaker& maker, const StoredNode& node) {
  if (node.op != "Transpose" || order_of_axes(node) != std::vector<std::int64_t>{1, 0, 2}) {
    return nullptr;
  }
  const StoredNode* next = maker.reader(node.outputs[0]);
  if (next == nullptr || input_of(*next, 0) != node.outputs[0]) return nullptr;
  return is_recurrence(*next) ? next : nullptr;
}

/// The states of several layers put above each other, of which one is picked: [layers, batch,
/// units] as PyTorch gives them. Whether that is the one of `name`; `picked` is what it gives.
struct PickedState {
  const StoredNode* above = nullptr;
  const StoredNode* picked = nullptr;
  bool own = false;
};
PickedState picked_state(const NetworkMaker& maker, const std::string& name) {
  const StoredNode* above = maker.reader(name);
  if (above == nullptr) return {};
  const bool stacks = above->op == "Concat" && attribute_of(*above, "axis") != nullptr &&
                      attribute_of(*above, "axis")->integer == 0;
  const StoredNode* picked = stacks ? maker.reader(above->outputs[0]) : above;
  if (picked == nullptr || picked->op != "Gather" || !maker.is_constant(picked->inputs[1]))
    return {};
  const StoredAttribute* axis = attribute_of(*picked, "axis");
  const Tensor& index = maker.constant(picked->inputs[1]);
  if ((axis != nullptr && axis->integer != 0) || index.shape().rank() != 0) return {};
  double place = index.cast(DType::f64).values<double>()[0];
  const std::vector<std::string> states = stacks ? above->inputs : std::vector<std::string>{name};
  if (place < 0) place += static_cast<double>(states.size());
  const auto at = static_cast<std::size_t>(place);
  return {stacks ? above : nullptr, picked, at < states.size() && states[at] == name};
}

/// Whether another recurrence alone goes on with a result that has its steps in front.
bool goes_on(NetworkMaker& maker, const std::string& name, const std::string& axes,
             std::int64_t directions) {
  const bool steps_first = axes == "TBW" || (directions == 1 && axes == "TBH");
  const StoredNode* next = maker.reader(name);
  return steps_first && next != nullptr && is_recurrence(*next) && input_of(*next, 0) == name;
}

/// Follows a result of the recurrence to where it lies in rows, or the next recurrence reads it.
/// Each letter is an axis: Batch, Time, Direction, Hidden, and Width for the last two together.
std::string rows_behind(NetworkMaker& maker, std::string name, std::string axes,
                        std::int64_t directions) {
  const auto lies_in_rows = [&] {
    return axes == "BTW" || axes == "BW" || (directions == 1 && (axes == "BTH" || axes == "BH"));
  };
  while (!lies_in_rows()) {
    if (goes_on(maker, name, axes, directions)) {
      maker.mark_steps_first(name);
      return name;
    }
    const StoredNode* next = maker.reader(name);
    if (next == nullptr) throw Error("its result isn't brought into rows");
    if (next->op == "Transpose" && order_of_axes(*next).size() == axes.size()) {
      std::string turned;
      for (const std::int64_t axis : order_of_axes(*next))
        turned += axes.at(static_cast<std::size_t>(axis));
      axes = turned;
    } else if (next->op == "Squeeze" && directions == 1) {
      std::erase(axes, 'D');
    } else if (next->op == "Reshape" && axes.ends_with("DH")) {
      axes.replace(axes.size() - 2, 2, "W");
    } else {
      throw Error(fmt::format("{} behind it brings its result into no rows", next->op));
    }
    maker.absorb(*next);
    name = next->outputs[0];
  }
  return name;
}

/// The weights of one direction in our order of blocks, and as matrices that are multiplied from
/// the right.
class DirectionWeights {
 public:
  DirectionWeights(const NetworkMaker& maker, const StoredNode& node, std::int64_t direction)
      : maker_(maker), node_(node), direction_(direction) {
    order_ = node.op == "LSTM"  ? std::vector<std::int64_t>{0, 2, 3, 1}
             : node.op == "GRU" ? std::vector<std::int64_t>{0, 1, 2}
                                : std::vector<std::int64_t>{0};
    units_ = maker.constant(node.inputs[2]).shape()[2];
  }

  std::int64_t units() const { return units_; }

  Tensor matrix(std::size_t input) const {
    const Tensor& all = maker_.constant(node_.inputs[input]);
    const std::int64_t rows = all.shape()[2];
    const std::int64_t width = all.shape()[1];
    Tensor result(Shape{rows, width});
    for (std::int64_t column = 0; column < width; ++column) {
      for (std::int64_t row = 0; row < rows; ++row) {
        result.values<float>()[static_cast<std::size_t>(row * width + column)] =
            number(all, (direction_ * width + from(column)) * rows + row);
      }
    }
    return result;
  }

  /// [gates * units], or with the state's apart [2, gates * units].
  Tensor bias(bool apart) const {
    const Tensor& all = maker_.constant(node_.inputs[3]);
    const std::int64_t width = all.shape()[1] / 2;
    Tensor result(apart ? Shape{2, width} : Shape{width});
    for (std::int64_t column = 0; column < width; ++column) {
      const float input = number(all, direction_ * 2 * width + from(column));
      const float state = number(all, (direction_ * 2 + 1) * width + from(column));
      result.values<float>()[static_cast<std::size_t>(column)] = apart ? input : input + state;
      if (apart) result.values<float>()[static_cast<std::size_t>(width + column)] = state;
    }
    return result;
  }

 private:
  /// Where ONNX has our column.
  std::int64_t from(std::int64_t column) const {
    return order_[static_cast<std::size_t>(column / units_)] * units_ + column % units_;
  }
  static float number(const Tensor& tensor, std::int64_t at) {
    return tensor.values<float>()[static_cast<std::size_t>(at)];
  }

  const NetworkMaker& maker_;
  const StoredNode& node_;
  std::int64_t direction_;
  std::vector<std::int64_t> order_;
  std::int64_t units_ = 0;
};

void check_start(const NetworkMaker& maker, const StoredNode& node) {
  if (!input_of(node, 4).empty()) throw Error(fmt::format("{} has lengths of sequences", node.op));
  for (const std::size_t input : {5, 6}) {
    const std::string name = input_of(node, input);
    if (name.empty()) continue;
    const Tensor& start = maker.constant(name);
    const auto numbers = start.values<float>();
    if (std::ranges::any_of(numbers, [](float x) { return x != 0.0F; })) {
      throw Error(fmt::format("{} starts from other states than 0", node.op));
    }
  }
  if (attribute_of(node, "activations") != nullptr) {
    const std::vector<std::string>& names = attribute_of(node, "activations")->texts;
    const std::size_t each = node.op == "LSTM" ? 3 : node.op == "GRU" ? 2 : 1;
    for (std::size_t i = 0; i < names.size(); ++i) {
      const bool gate = each > 1 && i % each == 0;
      const std::string_view layers = gate ? "Sigmoid" : "Tanh";
      if (names[i] == layers) continue;
      throw Error(fmt::format("{} computes {} where the layer has {}", node.op, names[i], layers));
    }
  }
}

struct RecurrentForm {
  bool sequences, bias, backwards, reset_after;
  std::int64_t units;
};

nn::Layer one_way(const std::string& op, const RecurrentForm& form) {
  if (op == "LSTM") {
    return nn::LSTM{.units = form.units,
                    .return_sequences = form.sequences,
                    .go_backwards = form.backwards,
                    .use_bias = form.bias};
  }
  if (op == "GRU") {
    return nn::GRU{.units = form.units,
                   .return_sequences = form.sequences,
                   .go_backwards = form.backwards,
                   .use_bias = form.bias,
                   .reset_after = form.reset_after};
  }
  return nn::SimpleRNN{.units = form.units,
                       .return_sequences = form.sequences,
                       .go_backwards = form.backwards,
                       .use_bias = form.bias};
}

nn::Layer both_directions(const std::string& op, const RecurrentForm& form) {
  return nn::Bidirectional{.layer = op == "LSTM"  ? "lstm"
                                    : op == "GRU" ? "gru"
                                                  : "simple_rnn",
                           .units = form.units,
                           .return_sequences = form.sequences,
                           .use_bias = form.bias,
                           .reset_after = op != "GRU" || form.reset_after};
}

/// Where what a recurrence gives lies in rows: all its states or, where nobody reads those, the
/// last one.
std::string result_of(NetworkMaker& maker, const StoredNode& cell, bool sequences,
                      std::int64_t directions) {
  const std::string last = output_of(cell, 1);
  const PickedState state =
      last.empty() || directions != 1 ? PickedState{} : picked_state(maker, last);
  const bool last_read =
      !last.empty() && maker.reader(last) != nullptr && (state.picked == nullptr || state.own);
  if (sequences && last_read) throw Error("both its states and the last of them are read");
  if (sequences) return rows_behind(maker, cell.outputs[0], "TDBH", directions);
  if (!state.own) return rows_behind(maker, last, "DBH", directions);
  if (state.above != nullptr) maker.absorb(*state.above);
  maker.absorb(*state.picked);
  return state.picked->outputs[0];
}

void add_weights(NetworkMaker& maker, const StoredNode& cell, const std::string& name,
                 const RecurrentForm& form, std::int64_t directions) {
  for (std::int64_t d = 0; d < directions; ++d) {
    const DirectionWeights weights(maker, cell, d);
    const std::string place = directions == 1 ? "" : d == 0 ? "forward/" : "backward/";
    maker.weight(name, place + "kernel", weights.matrix(1));
    maker.weight(name, place + "recurrent_kernel", weights.matrix(2));
    if (form.bias) {
      maker.weight(name, place + "bias", weights.bias(cell.op == "GRU" && form.reset_after));
    }
  }
}

}  // namespace

bool add_recurrent_layer(NetworkMaker& maker, const StoredNode& node) {
  const bool behind_another = is_recurrence(node) && maker.is_steps_first(input_of(node, 0));
  const StoredNode* cell = behind_another ? &node : recurrence_behind(maker, node);
  if (cell == nullptr) return false;
  check_start(maker, *cell);
  const StoredAttribute* direction = attribute_of(*cell, "direction");
  const StoredAttribute* after = attribute_of(*cell, "linear_before_reset");
  const std::int64_t directions = maker.constant(cell->inputs[1]).shape()[0];
  const bool sequences = maker.reader(output_of(*cell, 0)) != nullptr;
  const RecurrentForm form{.sequences = sequences,
                           .bias = !input_of(*cell, 3).empty(),
                           .backwards = direction != nullptr && direction->text == "reverse",
                           .reset_after = after != nullptr && after->integer != 0,
                           .units = DirectionWeights(maker, *cell, 0).units()};
  if (form.backwards && sequences) throw Error("a layer gives such sequences backwards");
  maker.absorb(*cell);
  const std::string result = result_of(maker, *cell, sequences, directions);
  const nn::Layer layer =
      directions == 2 ? both_directions(cell->op, form) : one_way(cell->op, form);
  const std::string name = maker.layer_name(layer.kind());
  maker.set(result, maker.call(layer, name, {maker.symbol(node.inputs[0])}));
  add_weights(maker, *cell, name, form, directions);
  return true;
}

}  // namespace ganglion::io::onnx
