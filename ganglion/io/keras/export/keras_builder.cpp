#include "ganglion/io/keras/export/keras_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <numeric>

#include "ganglion/io/keras/export/layer_order.h"

namespace ganglion::io {
namespace {

/// A chain of layers that each read what the one before gave, in the order that they were made.
bool is_chain(const std::deque<KerasLayer>& layers, const std::vector<Exported>& outputs) {
  for (std::size_t i = 1; i < layers.size(); ++i) {
    const std::vector<KerasCall>& calls = layers[i].calls;
    if (calls.size() != 1 || calls[0].inputs.size() != 1) return false;
    if (calls[0].inputs[0].layer != layers[i - 1].name) return false;
  }
  return layers.size() > 1 && outputs.size() == 1 && outputs[0].ref.layer == layers.back().name;
}

Json::Array numbered(int first, int last, std::int64_t behind) {
  Json::Array dims;
  for (int axis = first; axis <= last; ++axis) dims.emplace_back(axis);
  dims.emplace_back(behind);
  return dims;
}

}  // namespace

Shape with_channels_last(const Shape& shape) {
  std::vector<std::int64_t> dims(shape.begin(), shape.end());
  if (!dims.empty()) std::rotate(dims.begin(), dims.begin() + 1, dims.end());
  return Shape(std::span<const std::int64_t>(dims));
}

Exported KerasBuilder::input(const nn::InputSpec& spec) {
  KerasLayer layer{.name = free_name(spec.name), .class_name = "InputLayer"};
  layer.config = Json::Object{{"dtype", spec.dtype == DType::i32 ? "int32" : "float32"},
                              {"sparse", false},
                              {"ragged", false}};
  layer.calls.push_back({.result = spec.shape});
  layers_.push_back(std::move(layer));
  inputs_.push_back({layers_.back().name, 0, 0});
  return {inputs_.back(), spec.shape};
}

KerasLayer& KerasBuilder::layer_for(const nn::LayerCall& of, std::string_view role,
                                    KerasPart part) {
  // A layer without weights is made anew for each call: its settings may depend on what it reads.
  const std::string& owner = part.weights.empty() ? of.name : of.layer;
  KerasLayer*& made = made_[{owner, std::string(role)}];
  if (made != nullptr) return *made;
  const std::string name = free_name(role.empty() ? owner : fmt::format("{}_{}", owner, role));
  // Layers without weights don't all take it.
  if (!part.weights.empty()) part.config.emplace_back("trainable", !of.handle.is_frozen());
  layers_.push_back(
      {.name = name, .class_name = std::move(part.class_name), .config = std::move(part.config)});
  made = &layers_.back();
  for (KerasWeight& weight : part.weights) {
    made->weights.push_back(std::move(weight.values));
    sources_[name].push_back(std::move(weight.source));
  }
  return *made;
}

Exported KerasBuilder::call(const nn::LayerCall& of, std::string_view role, KerasPart part,
                            const std::vector<Exported>& inputs, const Shape& result) {
  const bool last = inputs.front().channels_last && result.rank() > 1;
  KerasLayer& layer = layer_for(of, role, std::move(part));
  KerasCall call{.result = last ? with_channels_last(result) : result};
  for (const Exported& x : inputs) {
    call.inputs.push_back(x.ref);
    call.arguments.emplace_back();
  }
  const KerasRef ref{layer.name, std::ssize(layer.calls), 0};
  layer.calls.push_back(std::move(call));
  return {ref, result, last};
}

void KerasBuilder::set_causal(const Exported& result) {
  for (KerasLayer& layer : layers_) {
    if (layer.name != result.ref.layer) continue;
    layer.calls[static_cast<std::size_t>(result.ref.node)].causal = true;
  }
}

Exported KerasBuilder::channels_last(const nn::LayerCall& of, const Exported& x) {
  const int rank = x.shape.rank();
  if (x.channels_last || rank < 2) return x;
  KerasPart permute{"Permute", {{"dims", numbered(2, rank, 1)}}};
  Exported result = call(of, "channels_last_" + x.ref.layer, std::move(permute), {x},
                         with_channels_last(x.shape));
  return {result.ref, x.shape, true};
}

Exported KerasBuilder::as_is(const nn::LayerCall& of, const Exported& x) {
  if (!x.channels_last) return x;
  const int rank = x.shape.rank();
  Json::Array dims{rank};
  for (int axis = 1; axis < rank; ++axis) dims.emplace_back(axis);
  KerasPart permute{"Permute", {{"dims", std::move(dims)}}};
  const Exported as_stored{x.ref, x.shape};
  return call(of, "channels_first_" + x.ref.layer, std::move(permute), {as_stored}, x.shape);
}

KerasNetwork KerasBuilder::network(const std::vector<Exported>& outputs) && {
  KerasModel model{.name = "model", .class_name = "Functional", .inputs = inputs_};
  model.sequential = inputs_.size() == 1 && is_chain(layers_, outputs);
  if (model.sequential) model.class_name = "Sequential";
  for (const Exported& output : outputs) model.outputs.push_back(output.ref);
  std::move(layers_.begin(), layers_.end(), std::back_inserter(model.layers));
  if (!model.sequential) order_as_keras_does(model);
  return {std::move(model), std::move(sources_)};
}

/// Keras uses names of layers as parts of paths, TensorFlow as names of its own, which are letters,
/// digits, '_', '.' and '-', and begin with a letter or digit.
std::string KerasBuilder::free_name(std::string_view wanted) {
  std::string name(wanted);
  for (char& c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 128 || (std::isalnum(byte) == 0 && c != '_' && c != '.' && c != '-')) c = '_';
  }
  if (name.empty() || std::isalnum(static_cast<unsigned char>(name[0])) == 0) {
    name.insert(0, "layer");
  }
  std::string free = name;
  for (int number = 1; !names_.insert(free).second; ++number) {
    free = fmt::format("{}_{}", name, number);
  }
  return free;
}

}  // namespace ganglion::io
