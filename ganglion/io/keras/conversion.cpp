#include "ganglion/io/keras/conversion.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "ganglion/core/error.h"
#include "ganglion/nn/layers/permute.h"

namespace ganglion::io {
namespace {

/// Whether a weight fits a parameter: the same extents, but for those of 1 and for neighbouring
/// axes that become one.
bool fits(const Shape& given, const Shape& wanted) {
  if (given.size() != wanted.size()) return false;
  const auto without_ones = [](const Shape& shape) {
    std::vector<std::int64_t> dims;
    std::copy_if(shape.begin(), shape.end(), std::back_inserter(dims),
                 [](std::int64_t extent) { return extent != 1; });
    return dims;
  };
  const std::vector<std::int64_t> axes = without_ones(given);
  std::size_t at = 0;
  for (const std::int64_t extent : without_ones(wanted)) {
    std::int64_t joined = 1;
    while (joined < extent && at < axes.size()) joined *= axes[at++];
    if (joined != extent) return false;
  }
  return at == axes.size();
}

/// A weight of a file in floats. Throws Error when a value isn't finite.
Tensor checked(const Tensor& weight, const KerasLayer& of, const std::string& name) {
  Tensor result = weight.cast(DType::f32);
  for (const float value : result.values<float>()) {
    if (std::isfinite(value)) continue;
    throw Error(fmt::format("layer {}: its {} has a value that is not a finite number",
                            in_quotes(of.name), name));
  }
  return result;
}

}  // namespace

Tensor with_axes(const Tensor& tensor, const std::vector<int>& axes) {
  const Shape& shape = tensor.shape();
  const auto rank = static_cast<std::size_t>(shape.rank());
  std::vector<std::int64_t> dims(rank);
  std::vector<std::int64_t> steps(rank);  // of the source, for each axis of the result
  for (std::size_t axis = 0; axis < rank; ++axis) {
    dims[axis] = shape[axes[axis]];
    steps[axis] = 1;
    for (int behind = axes[axis] + 1; behind < shape.rank(); ++behind) steps[axis] *= shape[behind];
  }
  Tensor result(Shape(std::span<const std::int64_t>(dims)), DType::f32);
  const auto from = tensor.values<float>();
  std::vector<std::int64_t> place(rank, 0);
  for (float& value : result.values<float>()) {
    const std::int64_t at =
        std::inner_product(place.begin(), place.end(), steps.begin(), std::int64_t{0});
    value = from[static_cast<std::size_t>(at)];
    for (std::size_t axis = rank; axis-- > 0;) {
      if (++place[axis] < dims[axis]) break;
      place[axis] = 0;
    }
  }
  return result;
}

void Conversion::count_call() {
  constexpr int kMostCalls = 100'000;
  if (++calls_ > kMostCalls) {
    throw Error(fmt::format("the model calls its layers more than {} times", kMostCalls));
  }
}

Placed Conversion::input(const std::string& name, const Shape& shape, DType dtype) {
  const nn::Input input(shape, {.name = free_name(name), .dtype = dtype});
  inputs_.emplace_back(input);
  return {inputs_.back(), shape.rank()};
}

Placed Conversion::plain(const Placed& x, const KerasLayer& of) {
  if (!x.channels_first) return x;
  std::vector<std::int64_t> dims(static_cast<std::size_t>(x.rank));
  std::iota(dims.begin(), dims.end(), 2);
  dims.back() = 1;
  // A layer of its own each time, as it has no weights.
  const nn::Layer layer = nn::Layer(nn::Permute{dims}).named(free_name(of.name + "_channels_last"));
  return {layer(x.symbol), x.rank};
}

Placed Conversion::channels_first(const Placed& x, const KerasLayer& of) {
  if (x.channels_first || x.rank < 2) return x;
  std::vector<std::int64_t> dims(static_cast<std::size_t>(x.rank));
  std::iota(dims.begin(), dims.end(), 0);
  dims.front() = x.rank;
  const nn::Layer layer =
      nn::Layer(nn::Permute{dims}).named(free_name(of.name + "_channels_first"));
  return {layer(x.symbol), x.rank, true};
}

nn::Symbol Conversion::call(const KerasLayer& of, std::string_view role, const nn::Layer& layer,
                            std::vector<nn::Symbol> inputs, const std::vector<Binding>& bindings) {
  const auto key = std::pair(&of, std::string(role));
  auto found = layers_.find(key);
  if (found == layers_.end()) {
    const std::string name =
        free_name(role.empty() ? of.name : fmt::format("{}_{}", of.name, role));
    found = layers_.emplace(key, layer.named(name)).first;
    for (const Binding& binding : bindings) {
      const auto at = static_cast<std::size_t>(&binding - bindings.data());
      if (at >= of.weights.size()) {
        throw Error(fmt::format("layer {}: its weight {} isn't in the file", in_quotes(of.name),
                                binding.variable));
      }
      Tensor weight = checked(of.weights[at], of, binding.variable);
      if (!binding.axes.empty()) {
        if (std::cmp_not_equal(binding.axes.size(), weight.shape().rank())) {
          throw Error(fmt::format("layer {}: its {} has shape {}, of other axes than it should",
                                  in_quotes(of.name), binding.variable,
                                  weight.shape().to_string()));
        }
        weight = with_axes(weight, binding.axes);
      }
      weights_.emplace(name + "/" + binding.parameter, std::move(weight));
    }
  }
  return found->second(std::move(inputs));
}

void Conversion::set(const KerasLayer& of, const std::string& parameter, const Tensor& values) {
  const std::string& name = layers_.at({&of, ""}).name();
  weights_.emplace(name + "/" + parameter, checked(values, of, parameter));
}

/// By a network of this layer alone: one of all that is below would be built anew for each layer
/// that asks.
Shape Conversion::shape_from_inputs(const nn::SymbolRecord& record) const {
  if (record.layer == nullptr) return record.spec.shape;
  std::map<const nn::SymbolRecord*, nn::Symbol> own;
  std::vector<nn::Symbol> inputs;
  std::vector<nn::Symbol> called_with;
  for (const nn::Symbol& input : record.inputs) {
    const nn::SymbolRecord* below = &input.record();
    auto found = own.find(below);
    if (found == own.end()) {
      const nn::Input fresh(shapes_.at(below).shape,
                            {.name = fmt::format("x{}", own.size()), .dtype = below->spec.dtype});
      found = own.emplace(below, fresh).first;
      inputs.emplace_back(fresh);
    }
    called_with.push_back(found->second);
  }
  return nn::Network(inputs, {(*record.layer)(called_with)}).output_shapes().front();
}

Shape Conversion::shape_of(const Placed& x) {
  std::vector<nn::Symbol> wanted{x.symbol};
  while (!wanted.empty()) {
    const nn::Symbol symbol = wanted.back();
    const std::size_t before = wanted.size();
    for (const nn::Symbol& input : symbol.record().inputs) {
      if (!shapes_.contains(&input.record())) wanted.push_back(input);
    }
    if (wanted.size() > before) continue;
    wanted.pop_back();
    if (shapes_.contains(&symbol.record())) continue;
    shapes_.emplace(&symbol.record(), KnownShape{symbol, shape_from_inputs(symbol.record())});
  }
  return shapes_.at(&x.symbol.record()).shape;
}

std::string Conversion::free_name(std::string_view wanted) {
  std::string name(wanted.empty() ? "layer" : wanted);
  for (char& c : name) {
    if (c == '/' || c == '@' || static_cast<unsigned char>(c) <= ' ') c = '_';
  }
  std::string free = name;
  for (int number = 1; !names_.insert(free).second; ++number) {
    free = fmt::format("{}_{}", name, number);
  }
  return free;
}

nn::Network Conversion::network(const std::vector<Placed>& outputs) const {
  std::vector<nn::Symbol> symbols;
  for (const Placed& output : outputs) symbols.push_back(output.symbol);
  return {inputs_, symbols};
}

Tensor Conversion::buffer(const nn::Network& network, bool state) const {
  const nn::ParameterLayout& layout = network.layout();
  const auto& specs = state ? layout.state : layout.parameters;
  for (const nn::ParameterSpec& spec : specs) {
    const auto weight = weights_.find(spec.path);
    if (weight == weights_.end()) {
      throw Error(fmt::format("the file has no weights for {}", in_quotes(spec.path)));
    }
    if (!fits(weight->second.shape(), spec.shape)) {
      throw Error(fmt::format("{}: the file has shape {} where {} is needed", in_quotes(spec.path),
                              weight->second.shape().to_string(), spec.shape.to_string()));
    }
  }
  Tensor flat(Shape{state ? layout.state_size : layout.size});
  for (const nn::ParameterSpec& spec : specs) {
    nn::set_parameter(flat, spec, weights_.at(spec.path).reshaped(spec.shape));
  }
  return flat;
}

}  // namespace ganglion::io
