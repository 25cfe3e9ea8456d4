#include "ganglion/nn/graph_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "ganglion/core/error.h"
#include "ganglion/core/rng.h"
#include "ganglion/nn/path_pattern.h"
#include "ganglion/nn/quantization.h"
#include "ganglion/ops/ops.h"

namespace ganglion::nn {
namespace {

void check_options(const BuilderOptions& options) {
  if (!is_floating(options.dtype)) {
    throw Error(fmt::format("graph builder: networks compute in f32 or f64, not in {}",
                            ganglion::name_of(options.dtype)));
  }
}

constexpr std::array kReserved = {graph_names::kParameters, graph_names::kState, graph_names::kStep,
                                  graph_names::kLearningRate};
constexpr std::array kReservedNumbered = {graph_names::kTargets, graph_names::kSampleWeight};

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::string numbered(std::string_view name, std::size_t index) {
  return index == 0 ? std::string(name) : fmt::format("{}_{}", name, index);
}

bool is_reserved(std::string_view name) {
  return std::ranges::find(kReserved, name) != kReserved.end() ||
         std::ranges::any_of(kReservedNumbered, [&](std::string_view base) {
           return name == base || (name.starts_with(base) && name[base.size()] == '_' &&
                                   is_number(name.substr(base.size() + 1)));
         });
}

GraphBuilder::GraphBuilder(Graph& graph, BuilderOptions options)
    : graph_(graph), options_(std::move(options)) {
  check_options(options_);
}

GraphBuilder::GraphBuilder(Graph& graph, const ParameterLayout& layout, BuilderOptions options)
    : graph_(graph), options_(std::move(options)), given_(&layout) {
  check_options(options_);
  if (layout.size > 0) flat_parameters_ = flat(graph_names::kParameters, layout.size);
  range_ = {.offset = 0, .size = layout.size};
  if (training()) range_ = trained_range(layout, options_.frozen);
  if (range_.size > 0 && range_.size < layout.size) {
    trained_ = flat(graph_names::kTrained, range_.size);
  }
  if (layout.state_size > 0) flat_state_ = flat(graph_names::kState, layout.state_size);
}

Value GraphBuilder::flat(std::string_view name, std::int64_t size) {
  const std::string full = name_of(name);
  if (graph_.declares(full)) {
    throw Error(
        fmt::format("graph builder: the graph has a network with the variable '{}' already; give "
                    "each network a name, BuilderOptions{{.network = \"generator\"}}",
                    full));
  }
  return graph_.variable(full, {dtype(), Shape{size}});
}

std::string GraphBuilder::name_of(std::string_view name) const {
  return options_.network.empty() ? std::string(name)
                                  : fmt::format("{}/{}", options_.network, name);
}

Value GraphBuilder::parameter(std::string_view name, const Shape& shape,
                              const Initializer& initializer) {
  const Value value = find_or_make(name, shape, initializer, true);
  return grid_axis_ >= 0 && name == "kernel" ? kernel_on_grid(value, grid_axis_) : value;
}

Value GraphBuilder::state(std::string_view name, const Shape& shape,
                          const Initializer& initializer) {
  const Value before = find_or_make(name, shape, initializer, false);
  const auto updated = updated_.find(full_path(name));
  return updated == updated_.end() ? before : updated->second;
}

Value GraphBuilder::find_or_make(std::string_view name, const Shape& shape,
                                 const Initializer& initializer, bool trainable) {
  const std::string path = full_path(name);
  const auto known = made_.find(path);
  if (known == made_.end()) return make({path, shape, initializer, trainable, 0});
  if (known->second.shape() != shape) {
    refuse(
        fmt::format("'{}' has shape {}, but {} is needed now; a layer that is used several "
                    "times needs inputs of one shape",
                    name, known->second.shape().to_string(), shape.to_string()));
  }
  return known->second;
}

Value GraphBuilder::make(ParameterSpec wanted) {
  std::string path = wanted.path;
  Value value;
  if (given_ == nullptr) {
    value = graph_.variable(name_of(path), {dtype(), wanted.shape});
    collected_.append(std::move(wanted));
  } else {
    const ParameterSpec* spec = given_->find(path);
    if (spec == nullptr || spec->trainable != wanted.trainable || spec->shape != wanted.shape) {
      refuse(
          fmt::format("needs '{}' of shape {}, but the layout has {}; the layout is that of "
                      "another network",
                      path, wanted.shape.to_string(),
                      spec == nullptr ? "no such parameter" : spec->shape.to_string()));
    }
    value = view_of(*spec);
  }
  return made_.emplace(std::move(path), value).first->second;
}

Value GraphBuilder::view_of(const ParameterSpec& spec) {
  const std::int64_t within = spec.offset - range_.offset;
  if (trained_ && spec.trainable && within >= 0 && within < range_.size) {
    return ops::view(trained_, within, spec.shape, name_of(spec.path));
  }
  return ops::view(spec.trainable ? flat_parameters_ : flat_state_, spec.offset, spec.shape,
                   name_of(spec.path));
}

void GraphBuilder::update_state(std::string_view name, Value value) {
  const std::string path = full_path(name);
  const auto known = made_.find(path);
  if (!training()) refuse(fmt::format("'{}' may be updated in training graphs only", name));
  if (known == made_.end()) refuse(fmt::format("there is no state '{}' to update", name));
  if (frozen()) return;
  if (known->second.type() != value.type()) {
    refuse(fmt::format("state '{}' is {}, its update is {}", name, known->second.type().to_string(),
                       value.type().to_string()));
  }
  updated_.insert_or_assign(path, value);
}

Value GraphBuilder::step() {
  if (!step_) {
    for (const Node& node : graph_.nodes()) {
      if (node.op == &kInput && node.name == graph_names::kStep) step_ = node.output();
    }
  }
  if (!step_) step_ = graph_.input(std::string(graph_names::kStep), {DType::f32, Shape{}}, false);
  return step_;
}

std::uint64_t GraphBuilder::random_stream() {
  const int call = streams_[path_]++;
  return stream_of(name_of(call == 0 ? path_ : fmt::format("{}@{}", path_, call + 1)));
}

void GraphBuilder::add_loss(Value scalar) {
  if (scalar.shape().rank() != 0) {
    refuse("an added loss must be a single number, not " + scalar.type().to_string());
  }
  if (options_.frozen.empty() || moves(scalar)) losses_.push_back(scalar);
}

bool GraphBuilder::first_penalty(Value parameter) {
  return penalized_.insert(parameter.node).second;
}

bool GraphBuilder::is_frozen(std::string_view path) const {
  return any_matches(options_.frozen, path);
}

bool GraphBuilder::frozen() const {
  return is_frozen(path_);
}

/// Whether training can change it: it depends on inputs, or on a parameter that isn't frozen.
bool GraphBuilder::moves(Value scalar) const {
  std::set<int> seen = {scalar.node};
  for (const auto& [path, value] : made_) {
    if (is_frozen(path)) seen.insert(value.node);  // and nothing behind it
  }
  std::vector<int> open = {scalar.node};
  while (!open.empty()) {
    const Node& node = graph_.node(open.back());
    open.pop_back();
    if (node.op == &kInput || node.op == &kVariable) return true;
    for (const Value& input : node.inputs) {
      if (seen.insert(input.node).second) open.push_back(input.node);
    }
  }
  return false;
}

void GraphBuilder::need_rows(std::int64_t rows) {
  if (rows > rows_needed_.rows) rows_needed_ = {.rows = rows, .layer = path_};
}

void GraphBuilder::refuse(std::string_view what) const {
  throw Error(path_.empty() ? std::string(what) : fmt::format("{}: {}", path_, what));
}

const ParameterLayout& GraphBuilder::layout() const {
  return given_ == nullptr ? collected_ : *given_;
}

std::vector<Value> GraphBuilder::parameter_values() {
  std::vector<Value> values;
  for (const ParameterSpec& spec : layout().parameters) {
    const auto known = made_.find(spec.path);
    values.push_back(known != made_.end() ? known->second
                                          : made_.emplace(spec.path, view_of(spec)).first->second);
  }
  return values;
}

GraphBuilder::Trained GraphBuilder::trained() {
  if (range_.size == 0) return {};
  Trained result;
  result.variable = trained_ ? trained_ : flat_parameters_;
  result.range = range_;
  const std::vector<Value> values = parameter_values();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const ParameterSpec& spec = layout().parameters[i];
    if (is_frozen(spec.path)) continue;
    result.values.push_back(values[i]);
    result.offsets.push_back(spec.offset - range_.offset);
    result.paths.push_back(spec.path);
  }
  return result;
}

void GraphBuilder::assign_state() {
  if (updated_.empty() || !flat_state_) return;
  std::vector<Value> values;
  std::vector<std::int64_t> offsets;
  for (const ParameterSpec& spec : layout().state) {
    const auto updated = updated_.find(spec.path);
    values.push_back(updated != updated_.end() ? updated->second : view_of(spec));
    offsets.push_back(spec.offset);
  }
  graph_.assign(flat_state_, ops::pack(std::move(values), std::move(offsets), layout().state_size));
}

std::string GraphBuilder::full_path(std::string_view name) const {
  return path_.empty() ? std::string(name) : fmt::format("{}/{}", path_, name);
}

GraphBuilder::Scope::Scope(GraphBuilder& builder, std::string_view name)
    : builder_(builder), length_(builder.path_.size()), graph_scope_(builder.graph_, name) {
  builder_.path_ = builder_.full_path(name);
}

GraphBuilder::Scope::~Scope() {
  builder_.path_.resize(length_);
}

std::string batch_shape_text(const Shape& shape) {
  std::string text;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    text += axis == 0 ? std::string("None") : fmt::format(", {}", shape[axis]);
  }
  return fmt::format("[{}]", text);
}

}  // namespace ganglion::nn
