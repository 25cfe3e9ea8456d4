#include "ganglion/nn/network.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

#include "ganglion/core/error.h"

namespace ganglion::nn {
namespace {

/// Rows of the trial build. Not 1: a layer that mixes up axes should not pass by broadcasting.
constexpr std::int64_t kTrialBatch = 2;

/// Whether a layer gave what one must give.
void check_result(GraphBuilder& builder, const Value& result, std::int64_t batch_size) {
  if (!result) builder.refuse("build() gave no value; return what the layer computes");
  if (result.graph != &builder.graph()) {
    builder.refuse("build() gave a value of another graph; make it with the builder's");
  }
  const Shape& shape = result.shape();
  if (shape.rank() >= 1 && shape[0] == batch_size) return;
  builder.refuse(
      fmt::format("the result {} doesn't have the batch of {} rows as axis 0; a layer must keep it",
                  shape.to_string(), batch_size));
}

/// Throws again what a layer threw, with the layer's name in front if it isn't there.
[[noreturn]] void rethrow_named(const std::string& name, const Error& error) {
  const std::string_view what = error.what();
  if (what.starts_with(name + ":") || what.starts_with(name + "/")) throw Error(std::string(what));
  throw Error(fmt::format("{}: {}", name, what));
}

/// The calls behind some symbols, each after those it reads.
class Walk {
 public:
  explicit Walk(const std::vector<Symbol>& inputs) {
    for (const Symbol& input : inputs) numbers_.emplace(&input.record(), next_++);
  }

  int number_of(const Symbol& symbol) {
    const SymbolRecord* record = &symbol.record();
    const auto known = numbers_.find(record);
    if (known != numbers_.end()) {
      used_.insert(known->second);
      return known->second;
    }
    if (record->layer == nullptr) {
      throw Error(fmt::format(
          "network: an output depends on an input of shape {} ('{}') that is not among the "
          "network's inputs; list it",
          record->spec.shape.to_string(), record->spec.name));
    }
    LayerCall call{{}, {}, *record->layer, {}};
    for (const Symbol& input : record->inputs) call.inputs.push_back(number_of(input));
    calls.push_back(std::move(call));
    numbers_.emplace(record, next_);
    return next_++;
  }

  bool used(int number) const { return used_.contains(number); }

  std::vector<LayerCall> calls;

 private:
  std::map<const SymbolRecord*, int> numbers_;
  std::set<int> used_;
  int next_ = 0;
};

}  // namespace

Network::Network(std::initializer_list<Layer> layers) : Network(std::vector<Layer>(layers)) {}

Network::Network(std::vector<Layer> layers) {
  if (layers.empty() || !layers.front().is_input()) {
    throw Error(
        "network: the first entry must be an Input with the shape of one example, such as "
        "Input{{64}}; without it no shape is known");
  }
  if (layers.size() < 2) throw Error("network: there is no layer after the Input; add one");
  Symbol value = layers.front().as_input();
  const std::vector<Symbol> inputs = {value};
  for (std::size_t i = 1; i < layers.size(); ++i) {
    if (layers[i].is_input()) {
      throw Error(fmt::format(
          "network: entry {} is an Input; only the first of a chain can be one (use symbols for "
          "several inputs)",
          i + 1));
    }
    value = layers[i](value);
  }
  add_symbols(inputs, {value});
}

Network::Network(const std::vector<Symbol>& inputs, const std::vector<Symbol>& outputs) {
  add_symbols(inputs, outputs);
}

void Network::add_symbols(const std::vector<Symbol>& inputs, const std::vector<Symbol>& outputs) {
  if (inputs.empty()) throw Error("network: it needs at least one input");
  if (outputs.empty()) throw Error("network: it needs at least one output");
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].record().layer != nullptr) {
      throw Error(
          fmt::format("network: input {} of the list is the result of a layer ({}); give an Input",
                      i + 1, inputs[i].record().layer->kind()));
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (&inputs[i].record() == &inputs[j].record()) {
        throw Error(fmt::format("network: inputs {} and {} are the same Input", j + 1, i + 1));
      }
    }
    add_input(inputs[i].record().spec);
  }
  Walk walk(inputs);
  for (const Symbol& output : outputs) outputs_.push_back(walk.number_of(output));
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    if (!walk.used(static_cast<int>(i))) {
      throw Error(
          fmt::format("network: no output depends on input '{}'; leave it out", inputs_[i].name));
    }
  }
  calls_ = std::move(walk.calls);
  name_calls();
  check();
}

int Network::add_input(InputSpec spec) {
  if (spec.name.empty()) {
    spec.name = inputs_.empty() ? "input" : fmt::format("input_{}", inputs_.size());
  }
  if (is_reserved(spec.name)) {
    throw Error(fmt::format(
        "network: an input can't be named '{}': the graph of a network has an input or variable of "
        "that name already; choose another",
        spec.name));
  }
  for (const InputSpec& other : inputs_) {
    if (other.name == spec.name) {
      throw Error(fmt::format("network: two inputs are named '{}'; rename one", spec.name));
    }
  }
  inputs_.push_back(std::move(spec));
  return static_cast<int>(inputs_.size()) - 1;
}

void Network::name_calls() {
  std::set<std::string> taken;
  for (const InputSpec& input : inputs_) taken.insert(input.name);
  std::vector<const LayerCall*> first_calls;
  for (const LayerCall& call : calls_) {
    const bool again = std::any_of(first_calls.begin(), first_calls.end(), [&](const auto* other) {
      return other->handle.same_as(call.handle);
    });
    if (again) continue;
    first_calls.push_back(&call);
    if (!call.handle.name().empty() && !taken.insert(call.handle.name()).second) {
      throw Error(fmt::format("network: the name '{}' is used twice; rename one layer",
                              call.handle.name()));
    }
  }
  std::map<std::string, int> next_of_kind;
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    LayerCall& call = calls_[i];
    int times = 1;
    for (std::size_t j = 0; j < i; ++j) {
      if (!calls_[j].handle.same_as(call.handle)) continue;
      call.layer = calls_[j].layer;
      ++times;
    }
    if (times > 1) {
      call.name = fmt::format("{}@{}", call.layer, times);
      continue;
    }
    call.layer = call.handle.name();
    const std::string kind(call.handle.kind());
    while (call.layer.empty()) {
      const int number = next_of_kind[kind]++;
      const std::string name = number == 0 ? kind : fmt::format("{}_{}", kind, number);
      if (taken.insert(name).second) call.layer = name;
    }
    call.name = call.layer;
  }
}

void Network::check() {
  Graph graph;
  GraphBuilder builder(graph, {.training = true});
  build_trial(builder);
  layout_ = builder.layout();
}

void Network::build_trial(GraphBuilder& builder) {
  const std::vector<Value> inputs = add_inputs(builder, kTrialBatch);
  const std::vector<Value> calls = build_calls(builder, inputs);
  for (const Value& value : calls) call_shapes_.push_back(value.shape().without(0));
  for (const Value& value : outputs_of(inputs, calls)) {
    output_shapes_.push_back(value.shape().without(0));
  }
  rows_needed_ = builder.rows_needed();
  index_limits_ = nn::index_limits(inputs);
}

std::vector<Value> Network::add_inputs(GraphBuilder& builder, std::int64_t batch_size) const {
  std::vector<Value> values;
  for (const InputSpec& spec : inputs_) {
    const DType dtype = is_floating(spec.dtype) ? builder.dtype() : spec.dtype;
    values.push_back(builder.graph().input(builder.name_of(spec.name),
                                           {dtype, spec.shape.prepended(batch_size)}));
  }
  return values;
}

void Network::check_inputs(GraphBuilder& builder, std::span<const Value> inputs) const {
  if (inputs.size() != inputs_.size()) {
    throw Error(fmt::format("network: it has {} inputs, {} values were given", inputs_.size(),
                            inputs.size()));
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const InputSpec& spec = inputs_[i];
    const DType dtype = is_floating(spec.dtype) ? builder.dtype() : spec.dtype;
    const Shape& shape = inputs[i].shape();
    if (shape.rank() < 1 || shape.without(0) != spec.shape || inputs[i].dtype() != dtype) {
      throw Error(fmt::format("network: input '{}' is {}{}, but {} was given", spec.name,
                              name_of(dtype), batch_shape_text(spec.shape.prepended(1)),
                              inputs[i].type().to_string()));
    }
  }
}

std::vector<Value> Network::build_calls(GraphBuilder& builder,
                                        std::span<const Value> inputs) const {
  check_inputs(builder, inputs);
  const std::int64_t batch_size = inputs.front().shape()[0];
  std::vector<Value> values(inputs.begin(), inputs.end());
  for (const LayerCall& call : calls_) {
    std::vector<Value> read;
    for (const int input : call.inputs) read.push_back(values[static_cast<std::size_t>(input)]);
    const GraphBuilder::Scope scope(builder, call.layer);
    try {
      values.push_back(call.handle.build(builder, read));
      check_result(builder, values.back(), batch_size);
    } catch (const Error& error) {
      rethrow_named(call.layer, error);
    }
  }
  return {values.begin() + static_cast<std::ptrdiff_t>(inputs.size()), values.end()};
}

std::vector<Value> Network::build(GraphBuilder& builder, std::span<const Value> inputs) const {
  const std::vector<Value> calls = build_calls(builder, inputs);
  return outputs_of(inputs, calls);
}

std::vector<Value> Network::outputs_of(std::span<const Value> inputs,
                                       std::span<const Value> calls) const {
  std::vector<Value> values;
  for (const int output : outputs_) {
    const auto place = static_cast<std::size_t>(output);
    values.push_back(place < inputs.size() ? inputs[place] : calls[place - inputs.size()]);
  }
  return values;
}

std::string Network::value_name(int value) const {
  const auto place = static_cast<std::size_t>(value);
  return place < inputs_.size() ? inputs_[place].name : calls_[place - inputs_.size()].name;
}

std::vector<std::string> Network::output_names() const {
  std::vector<std::string> names;
  for (const int output : outputs_) names.push_back(value_name(output));
  return names;
}

std::optional<Activation> Network::output_activation(int index) const {
  int value = outputs_.at(static_cast<std::size_t>(index));
  while (value >= static_cast<int>(inputs_.size())) {
    const LayerCall& call = calls_[static_cast<std::size_t>(value) - inputs_.size()];
    if (const auto activation = call.handle.activation()) return activation;
    if (!call.handle.keeps_activation()) return std::nullopt;
    value = call.inputs.front();
  }
  return std::nullopt;
}

}  // namespace ganglion::nn
