#include <fmt/format.h>

#include <map>

#include "ganglion/core/error.h"
#include "ganglion/nn/layers/table.h"
#include "ganglion/nn/network.h"

/// Networks as data, both ways.
namespace ganglion::nn {
namespace {

/// Numbers of the values that have been named so far.
class Names {
 public:
  void add(const std::string& name) {
    if (name.empty() || !numbers_.emplace(name, static_cast<int>(numbers_.size())).second) {
      throw Error(fmt::format("network: the name '{}' is empty or used twice", name));
    }
  }

  int operator()(const std::string& name, std::string_view who) const {
    const auto known = numbers_.find(name);
    if (known == numbers_.end()) {
      throw Error(
          fmt::format("{}: it reads '{}', which no earlier layer or input is named", who, name));
    }
    return known->second;
  }

 private:
  std::map<std::string, int> numbers_;
};

/// Whether the layer is of somebody's own struct, but its kind is one of the library's: from a file
/// the library's layer would be made.
bool borrows_kind(const Layer& layer) {
  try {
    return !make_layer(layer.kind(), layer.config()).same_type(layer);
  } catch (const Error&) {
    return false;  // nothing would be made of it but an error
  }
}

}  // namespace

Network::Network(const NetworkRecord& record, std::span<const LayerKind> custom) {
  Names names;
  for (const InputSpec& spec : record.inputs) {
    const Input input(spec.shape, {.name = spec.name, .dtype = spec.dtype});  // checks it
    add_input(spec);
    names.add(inputs_.back().name);
  }
  std::map<std::string, Layer> layers;
  for (const NetworkRecord::Call& call : record.calls) {
    auto known = layers.find(call.layer);
    if (known == layers.end()) {
      try {
        const Layer made = make_layer(call.kind, call.config, custom).named(call.layer);
        known = layers.emplace(call.layer, call.frozen ? made.frozen() : made).first;
        if (call.quantization) known->second = known->second.quantized(*call.quantization);
      } catch (const Error& error) {
        // Messages begin with the kind; a layer named after its kind need not be named twice.
        const bool named = std::string_view(error.what()).starts_with(call.layer + ":");
        throw Error(named ? error.what() : fmt::format("{}: {}", call.layer, error.what()));
      }
    }
    LayerCall made{call.name, call.layer, known->second, {}};
    for (const std::string& input : call.inputs) made.inputs.push_back(names(input, call.name));
    names.add(call.name);
    calls_.push_back(std::move(made));
  }
  for (const std::string& output : record.outputs) {
    outputs_.push_back(names(output, "network outputs"));
  }
  if (inputs_.empty() || outputs_.empty()) {
    throw Error("network: it needs at least one input and one output");
  }
  check();
}

NetworkRecord Network::record() const {
  NetworkRecord record{inputs_, {}, output_names()};
  for (const LayerCall& call : calls_) {
    if (!call.handle.savable()) {
      throw Error(
          fmt::format("{}: this layer can't be saved; give its struct a 'kind' and "
                      "'fields()'",
                      call.layer));
    }
    if (borrows_kind(call.handle)) {
      throw Error(
          fmt::format("{}: this layer can't be saved; the kind '{}' of its struct is one of the "
                      "library's: call it something else",
                      call.layer, call.handle.kind()));
    }
    NetworkRecord::Call saved{call.name,
                              call.layer,
                              std::string(call.handle.kind()),
                              call.handle.config(),
                              {},
                              call.handle.is_frozen(),
                              call.handle.quantization()};
    for (const int input : call.inputs) saved.inputs.push_back(value_name(input));
    record.calls.push_back(std::move(saved));
  }
  return record;
}

}  // namespace ganglion::nn
