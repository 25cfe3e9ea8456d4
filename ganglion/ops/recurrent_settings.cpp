#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "ganglion/core/error.h"
#include "ganglion/ops/op_defs.h"
#include "ganglion/ops/recurrent.h"

namespace ganglion::ops {
namespace {

constexpr std::array<std::string_view, 6> kActivationNames = {
    "tanh", "sigmoid", "relu", "linear", "hard_sigmoid", "hard_sigmoid_02"};
constexpr std::array<std::string_view, 4> kCellNames = {"simple", "lstm", "gru", "gru_reset_after"};

Cell cell_of(const Node& node) {
  const auto found = std::ranges::find(kCellNames, node.attributes.text("cell"));
  if (found == kCellNames.end()) {
    throw Error(fmt::format("{}: unknown cell '{}'", node.op->name, node.attributes.text("cell")));
  }
  return static_cast<Cell>(found - kCellNames.begin());
}

}  // namespace

std::string_view name_of(CellActivation activation) {
  return kActivationNames[static_cast<std::size_t>(activation)];
}

bool find_cell_activation(std::string_view name, CellActivation& to) {
  const auto found = std::ranges::find(kActivationNames, name);
  if (found == kActivationNames.end()) return false;
  to = static_cast<CellActivation>(found - kActivationNames.begin());
  return true;
}

CellActivation cell_activation_of(std::string_view name) {
  CellActivation activation{};
  if (find_cell_activation(name, activation)) return activation;
  throw Error(fmt::format("a recurrent layer has no activation '{}'; use {}", name,
                          fmt::join(kActivationNames, ", ")));
}

std::int64_t gates_of(Cell cell) {
  if (cell == Cell::simple) return 1;
  return cell == Cell::lstm ? 4 : 3;
}

Attributes recurrent_attributes(const RecurrentOptions& options) {
  return {{"cell", std::string(kCellNames[static_cast<std::size_t>(options.cell)])},
          {"activation", std::string(name_of(options.activation))},
          {"gate_activation", std::string(name_of(options.gate_activation))},
          {"reverse", options.reverse}};
}

RecurrentGeometry recurrent_geometry(const Node& node) {
  const Attributes& a = node.attributes;
  RecurrentGeometry g;
  g.options = {.cell = cell_of(node),
               .activation = cell_activation_of(a.text("activation")),
               .gate_activation = cell_activation_of(a.text("gate_activation")),
               .reverse = a.flag("reverse")};
  const Shape& x = node.inputs[0].shape();
  g.gates = gates_of(g.options.cell);
  g.batch = x[0];
  g.steps = x[1];
  g.units = x[2] / g.gates;
  return g;
}

RecurrentInputs recurrent_inputs(const Node& node) {
  const Cell cell = cell_of(node);
  RecurrentInputs at;
  int next = 3;
  if (cell == Cell::lstm) at.start_cell = next++;
  if (cell == Cell::gru_reset_after) at.bias = next++;
  if (node.op != &kRecurrentGradient) return at;
  at.hidden = next++;
  if (cell == Cell::lstm) at.cell = next++;
  at.d_hidden = next++;
  if (node.attributes.flag("by_cell")) at.d_cell = next;
  return at;
}

}  // namespace ganglion::ops
