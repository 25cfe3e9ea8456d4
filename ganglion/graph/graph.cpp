#include "ganglion/graph/graph.h"

#include <fmt/format.h>

#include <algorithm>

#include "ganglion/core/error.h"

namespace ganglion {
namespace {

std::vector<TensorType> infer_declared(const Node& node) {
  return {{static_cast<DType>(node.attributes.integer("dtype")), node.attributes.shape("shape")}};
}

std::vector<TensorType> infer_constant(const Node& node) {
  const Tensor& value = node.attributes.tensor("value");
  return {{value.dtype(), value.shape()}};
}

std::vector<Value> no_inputs(const Node&, std::span<const Value>) {
  return {};
}

std::optional<Placement> place_input(const Node& node, std::span<Placement>) {
  if (!node.attributes.flag("batch")) return Placement::whole;
  if (node.outputs[0].shape.rank() == 0) return std::nullopt;  // no rows to divide
  return Placement::split;
}

std::optional<Placement> place_whole(const Node&, std::span<Placement>) {
  return Placement::whole;
}

}  // namespace

const OpDef kInput = {
    .name = "input", .infer = infer_declared, .gradient = no_inputs, .place = place_input};
const OpDef kVariable = {
    .name = "variable", .infer = infer_declared, .gradient = no_inputs, .place = place_whole};
const OpDef kConstant = {
    .name = "constant", .infer = infer_constant, .gradient = no_inputs, .place = place_whole};

std::string TensorType::to_string() const {
  return std::string(name_of(dtype)) + shape.to_string();
}

Graph& Value::owner() const {
  if (graph == nullptr || node < 0) {
    throw Error("a value is missing: an empty Value can't be used; take what an op or layer gave");
  }
  return *graph;
}
const Node& Value::producer() const {
  return owner().node(node);
}
const TensorType& Value::type() const {
  return producer().outputs[static_cast<std::size_t>(output)];
}
const Shape& Value::shape() const {
  return type().shape;
}
DType Value::dtype() const {
  return type().dtype;
}

namespace {

void check_types(const OpDef& op, const std::vector<TensorType>& types) {
  for (const TensorType& type : types) {
    if (op.types.has(type.dtype)) continue;
    throw Error(
        fmt::format("{0}: its kernel doesn't compute {1}, but a tensor is {2}; if it does, "
                    "say so: `types` of the OpDef (explanations are computed in f64)",
                    op.name, name_of(type.dtype), type.to_string()));
  }
}

/// The types of the outputs; for an op of one's own, all its rules are checked.
std::vector<TensorType> inferred(const Node& node) {
  const OpDef& op = *node.op;
  if (op.infer == nullptr) throw Error(fmt::format("{}: the OpDef has no rule `infer`", op.name));
  std::vector<TensorType> outputs = op.infer(node);
  if (op.make_kernel == nullptr) return outputs;
  if (outputs.empty()) {
    throw Error(fmt::format("{}: the rule `infer` gave no type; an op has an output", op.name));
  }
  std::vector<TensorType> inputs;
  for (const Value& input : node.inputs) inputs.push_back(input.type());
  check_types(op, inputs);
  check_types(op, outputs);
  return outputs;
}

}  // namespace

void Graph::check_inputs(const OpDef& op, const std::vector<Value>& inputs) const {
  for (const Value& input : inputs) {
    if (!input) throw Error(fmt::format("{}: an input is missing", op.name));
    if (input.graph != this) throw Error(fmt::format("{}: an input is of another graph", op.name));
  }
}

const Node& Graph::add_node(const OpDef& op, std::vector<Value> inputs, Attributes attributes,
                            std::string name) {
  Node node{.id = size(),
            .op = &op,
            .inputs = std::move(inputs),
            .attributes = std::move(attributes),
            .outputs = {},
            .name = std::move(name),
            .graph = this};
  try {
    check_inputs(op, node.inputs);
    node.outputs = inferred(node);
  } catch (const Error& error) {
    if (scope_.empty()) throw;
    throw Error(fmt::format("{}: {}", scope_, error.what()));
  }
  if (node.name.empty()) node.name = scope_;
  return nodes_.emplace_back(std::move(node));
}

Value Graph::add(const OpDef& op, std::vector<Value> inputs, Attributes attributes,
                 std::string name) {
  return add_node(op, std::move(inputs), std::move(attributes), std::move(name)).output();
}

Value Graph::declare(const OpDef& op, std::string name, Attributes attributes) {
  if (!declared_.insert(name).second) {
    throw Error(
        fmt::format("the graph has an input or variable '{}' already; give the {} another name",
                    name, op.name));
  }
  return add(op, {}, std::move(attributes), std::move(name));
}

Value Graph::input(std::string name, TensorType type, bool batch) {
  return declare(kInput, std::move(name),
                 {{"shape", to_integers(type.shape)},
                  {"dtype", static_cast<std::int64_t>(type.dtype)},
                  {"batch", batch}});
}

Value Graph::variable(std::string name, TensorType type) {
  return declare(
      kVariable, std::move(name),
      {{"shape", to_integers(type.shape)}, {"dtype", static_cast<std::int64_t>(type.dtype)}});
}

Value Graph::constant(Tensor tensor) {
  return add(kConstant, {}, {{"value", std::make_shared<const Tensor>(std::move(tensor))}});
}

void Graph::check_own(Value value, std::string_view what) const {
  if (!value) throw Error(fmt::format("{}: the value is missing", what));
  if (value.graph != this) throw Error(fmt::format("{}: the value is of another graph", what));
}

void Graph::set_output(std::string name, Value value) {
  check_own(value, "output '" + name + "'");
  if (!output_names_.insert(name).second) {
    throw Error(fmt::format("the graph already has an output '{}'", name));
  }
  outputs_.emplace_back(std::move(name), value);
}

void Graph::assign(Value variable, Value value) {
  check_own(variable, "assign");
  check_own(value, "assign");
  const Node& target = variable.producer();
  if (target.op != &kVariable) throw Error("assign: the target is no variable but " + target.name);
  if (variable.type() != value.type()) {
    throw Error(fmt::format("assign: variable '{}' is {}, the new value is {}", target.name,
                            variable.type().to_string(), value.type().to_string()));
  }
  for (const auto& [assigned, unused] : assignments_) {
    if (assigned == variable)
      throw Error(fmt::format("assign: variable '{}' is assigned twice", target.name));
  }
  assignments_.emplace_back(variable, value);
}

void Graph::set_guard(Value scalar) {
  check_own(scalar, "guard");
  if (!is_floating(scalar.dtype()))
    throw Error("guard: needs f32 or f64, not " + scalar.type().to_string());
  if (scalar.shape().size() != 1) {
    throw Error("guard: needs a single number, not " + scalar.type().to_string());
  }
  guard_ = scalar;
}

Value Graph::output(std::string_view name) const {
  std::string known;
  for (const auto& [candidate, value] : outputs_) {
    if (candidate == name) return value;
    known += (known.empty() ? "" : ", ") + candidate;
  }
  throw Error(fmt::format("the graph has no output '{}'; there is: {}", name, known));
}

Value Graph::find_input(std::string_view name) const {
  std::string known;
  for (const Node& node : nodes_) {
    if (node.op != &kInput) continue;
    if (node.name == name) return node.output();
    known += (known.empty() ? "" : ", ") + node.name;
  }
  throw Error(fmt::format("the graph has no input '{}'; there is: {}", name, known));
}

Graph::Scope::Scope(Graph& graph, std::string_view name)
    : graph_(graph), length_(graph.scope_.size()) {
  if (!graph_.scope_.empty()) graph_.scope_ += '/';
  graph_.scope_ += name;
}

Graph::Scope::~Scope() {
  graph_.scope_.resize(length_);
}

Rewriter::Rewriter(const Graph& from, Graph& to)
    : from_(from), to_(to), mapped_(static_cast<std::size_t>(from.size())) {
  for (const Node& node : from.nodes()) {
    mapped_[static_cast<std::size_t>(node.id)].resize(node.outputs.size());
  }
}

Value Rewriter::operator()(Value old) const {
  const Value value =
      mapped_[static_cast<std::size_t>(old.node)][static_cast<std::size_t>(old.output)];
  if (!value) throw Error(fmt::format("rewrite: node {} has not been copied", old.node));
  return value;
}

std::vector<Value> Rewriter::inputs_of(const Node& old) const {
  std::vector<Value> inputs;
  inputs.reserve(old.inputs.size());
  for (const Value& input : old.inputs) inputs.push_back((*this)(input));
  return inputs;
}

void Rewriter::map(Value old, Value replacement) {
  mapped_[static_cast<std::size_t>(old.node)][static_cast<std::size_t>(old.output)] = replacement;
}

void Rewriter::copy(const Node& old) {
  const Node& fresh = to_.add_node(*old.op, inputs_of(old), old.attributes, old.name);
  for (int i = 0; i < static_cast<int>(old.outputs.size()); ++i)
    map(old.output(i), fresh.output(i));
}

void Rewriter::finish() {
  for (const auto& [name, value] : from_.outputs()) to_.set_output(name, (*this)(value));
  for (const auto& [variable, value] : from_.assignments()) {
    to_.assign((*this)(variable), (*this)(value));
  }
  if (from_.guard()) to_.set_guard((*this)(from_.guard()));
}

}  // namespace ganglion
