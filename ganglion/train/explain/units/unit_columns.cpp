#include "ganglion/train/explain/units/unit_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "ganglion/core/numbers.h"
#include "ganglion/nn/averaged_network.h"
#include "ganglion/train/explain/units/unit_links.h"

namespace ganglion::train {
namespace {

using Role = UnitColumn::Role;

/// Units of a tensor without batch: its numbers, or maps along axis 0.
std::size_t units_in(const Tensor& tensor) {
  const Shape& shape = tensor.shape();
  return static_cast<std::size_t>(shape.rank() < 2 ? shape.size() : shape[0]);
}

UnitNumber number_at(const ExplainedValue& value, std::size_t element) {
  UnitNumber number{value.value.values<double>()[element]};
  if (value.derivative) number.derivative = value.derivative->values<double>()[element];
  return number;
}

void make_map(Unit& unit, const ExplainedValue& value, std::size_t index) {
  const Shape shape = value.value.shape().without(0);
  const auto size = static_cast<std::size_t>(shape.size());
  const auto part = value.value.values<double>().subspan(index * size, size);
  unit.map = Tensor::of<double>(shape, part);
  double squares = 0.0;
  unit.strength = 0.0;
  for (std::size_t i = 0; i < size; ++i) {
    const double slope =
        value.derivative ? value.derivative->values<double>()[index * size + i] : 1.0;
    unit.a.value += part[i] / static_cast<double>(size);
    unit.strength += std::abs(part[i] * slope);
    squares += slope * slope;
  }
  if (value.derivative) unit.a.derivative = std::sqrt(squares);
}

std::vector<Unit> units_of(const ExplainedValue& value) {
  std::vector<Unit> units(units_in(value.value));
  const bool maps = value.value.shape().rank() > 1;
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (maps) {
      make_map(units[i], value, i);
      continue;
    }
    units[i].a = number_at(value, i);
    units[i].strength = std::abs(units[i].a.value * units[i].a.derivative.value_or(1.0));
  }
  return units;
}

/// Whether a layer without weights gives what it is given, if in another shape.
bool hands_on(const ExplainedLayer& layer, const Tensor& given) {
  const Tensor& result = layer.output.value;
  const bool computes = !layer.parameters.empty() || !layer.activation.empty();
  return !computes && given.size() == result.size() &&
         std::ranges::equal(given.values<double>(), result.values<double>());
}

const ExplainedValue* parameter_named(const ExplainedLayer& layer, std::string_view name) {
  for (const ExplainedValue& value : layer.parameters) {
    if (value.name == layer.name.substr(0, layer.name.find('@')) + "/" + std::string(name)) {
      return &value;
    }
  }
  return nullptr;
}

/// Fills the columns one after the other.
class ColumnMaker {
 public:
  explicit ColumnMaker(const Explanation& explanation) : e_(explanation) {}

  std::vector<UnitColumn> run() {
    std::size_t first = 0;
    for (const ExplainedValue& input : e_.inputs) add_input(input, first);
    for (const ExplainedLayer& layer : e_.layers) {
      if (is_shown(layer)) add_layer(layer);
    }
    add_prediction();
    add_loss();
    return std::move(columns_);
  }

 private:
  bool is_shown(const ExplainedLayer& layer) const {
    return e_.networks == 1 || &layer == &e_.layers.back() ||
           layer.name.starts_with(nn::name_in_copy("", 0));
  }

  void add_input(const ExplainedValue& input, std::size_t& first) {
    UnitColumn column{.role = Role::input, .title = input.name, .units = units_of(input)};
    const auto numbers = static_cast<std::size_t>(input.value.size());
    const bool maps = column.units.size() != numbers || input.value.shape().rank() > 1;
    for (std::size_t i = 0; i < column.units.size(); ++i) {
      column.units[i].name =
          maps ? fmt::format("channel {}", i + 1) : e_.feature_names.at(first + i);
    }
    first += numbers;
    add(std::move(column), input);
  }

  void add(UnitColumn column, const ExplainedValue& value) {
    drawn_[value_name(column, value)] = columns_.size();
    values_[value_name(column, value)] = &value;
    column.about = shape_text(column, value);
    columns_.push_back(std::move(column));
  }

  /// Layers read each other by their calls' names, inputs by their own.
  static std::string value_name(const UnitColumn& column, const ExplainedValue& value) {
    return column.role == Role::input ? value.name : column.title;
  }

  static std::string shape_text(const UnitColumn& column, const ExplainedValue& value) {
    const std::size_t count = column.units.size();
    if (value.value.shape().rank() < 2) {
      const char* what = column.role == Role::input ? "feature" : "unit";
      return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
    }
    std::string size;
    for (int axis = 1; axis < value.value.shape().rank(); ++axis) {
      size += fmt::format("{}{}", axis > 1 ? "×" : "", value.value.shape()[axis]);
    }
    return fmt::format("{} map{} of {}", count, count == 1 ? "" : "s", size);
  }

  void add_layer(const ExplainedLayer& layer) {
    if (layer.inputs.size() == 1 && drawn_.contains(layer.inputs[0]) &&
        hands_on(layer, values_.at(layer.inputs[0])->value)) {
      return hand_on(layer);
    }
    UnitColumn column{.role = Role::layer,
                      .number = ++layers_,
                      .title = layer.name,
                      .units = units_of(layer.output)};
    describe(column, layer);
    for (const std::string& input : layer.inputs) {
      const auto drawn = drawn_.find(input);
      if (drawn == drawn_.end()) continue;  // of another network of the ensemble
      column.inputs.push_back(unit_links(layer, columns_[drawn->second].units.size(),
                                         column.units.size(), *values_.at(input)));
      column.inputs.back().column = drawn->second;
    }
    const bool numbers = !column.inputs.empty() &&
                         column.inputs[0].kind == UnitLinks::Kind::weights && column.kernel;
    if (!numbers || column.kernel->value.shape().rank() != 2) column.kernel = nullptr;
    add(std::move(column), layer.output);
    if (!layer.activation.empty() && layer.activation != "linear") {
      columns_.back().about += ", " + layer.activation;
    }
  }

  void describe(UnitColumn& column, const ExplainedLayer& layer) const {
    column.kernel = parameter_named(layer, "kernel");
    column.bias = parameter_named(layer, "bias");
    const std::size_t count = column.units.size();
    const bool bias = column.bias && static_cast<std::size_t>(column.bias->value.size()) == count;
    if (!bias) column.bias = nullptr;
    for (std::size_t i = 0; i < count; ++i) {
      Unit& unit = column.units[i];
      unit.name = fmt::format("a{}[{}]", i + 1, column.number);
      if (bias) unit.b = number_at(*column.bias, i);
      if (layer.z && !unit.map && units_in(layer.z->value) == count) {
        unit.z = number_at(*layer.z, i);
      }
    }
  }

  /// The column stays; where the new shape has maps (a reshape of pixels), it is drawn so.
  void hand_on(const ExplainedLayer& layer) {
    const std::size_t index = drawn_.at(layer.inputs[0]);
    drawn_[layer.name] = index;
    values_[layer.name] = &layer.output;
    UnitColumn& column = columns_[index];
    std::vector<Unit> units = units_of(layer.output);
    if (column.role != Role::input || units.size() >= column.units.size()) return;
    for (std::size_t i = 0; i < units.size(); ++i) units[i].name = fmt::format("channel {}", i + 1);
    column.units = std::move(units);
    column.about = shape_text(column, layer.output);
  }

  /// What the numbers of the output stand for: beside them, or in a column of its own where they
  /// are probabilities of logits or in another unit.
  void add_prediction() {
    const std::size_t last = columns_.size() - 1;
    std::vector<std::pair<std::string, double>> said = e_.prediction;
    if (said.size() == 2 && columns_[last].units.size() == 1) said.erase(said.begin());
    if (columns_[last].role != Role::layer || said.size() != columns_[last].units.size()) return;
    UnitColumn column{.role = Role::prediction, .title = "prediction", .about = e_.answer};
    UnitLinks links{.column = last, .kind = UnitLinks::Kind::one_to_one};
    bool same = true;
    for (std::size_t i = 0; i < said.size(); ++i) {
      const Unit& unit = columns_[last].units[i];
      same = same && said[i].second == unit.a.value;
      column.units.push_back(
          {.name = said[i].first, .a = {said[i].second}, .strength = unit.strength});
      links.links.push_back({.from = i, .to = i});
    }
    for (std::size_t i = 0; same && i < said.size(); ++i) {
      if (!said[i].first.starts_with("output")) columns_[last].units[i].label = said[i].first;
    }
    if (same) return;
    column.inputs.push_back(std::move(links));
    columns_.push_back(std::move(column));
  }

  void add_loss() {
    if (!e_.loss) return;
    const auto output =
        std::ranges::find_if(columns_.rbegin(), columns_.rend(),
                             [](const UnitColumn& c) { return c.role == Role::layer; });
    UnitColumn column{.role = Role::loss,
                      .title = "loss",
                      .about = e_.target.empty() ? "" : "target " + e_.target};
    column.units.push_back({.name = "J", .a = {*e_.loss, 1.0}});
    if (output == columns_.rend()) return;
    const bool shown_last = columns_.back().role == Role::prediction;
    UnitLinks links{.column = columns_.size() - 1, .kind = UnitLinks::Kind::one_to_one};
    for (std::size_t i = 0; i < columns_.back().units.size(); ++i) {
      links.links.push_back({.from = i, .to = 0});
    }
    if (!shown_last) links.column = static_cast<std::size_t>(columns_.rend() - output) - 1;
    column.inputs.push_back(std::move(links));
    columns_.push_back(std::move(column));
  }

  const Explanation& e_;
  std::vector<UnitColumn> columns_;
  std::map<std::string, std::size_t> drawn_;
  std::map<std::string, const ExplainedValue*> values_;
  int layers_ = 0;
};

}  // namespace

std::vector<UnitColumn> unit_columns(const Explanation& explanation) {
  return ColumnMaker(explanation).run();
}

std::string goal_symbol(const Explanation& explanation) {
  return explanation.goal == "loss" ? "J" : "y";
}

}  // namespace ganglion::train
