#include "ganglion/nn/parameters.h"

#include <fmt/format.h>

#include <cstring>

#include "ganglion/core/error.h"
#include "ganglion/core/rng.h"

namespace ganglion::nn {
namespace {

std::int64_t aligned(std::int64_t size) {
  return (size + ParameterLayout::kAlignment - 1) / ParameterLayout::kAlignment *
         ParameterLayout::kAlignment;
}

Tensor drawn(const std::vector<ParameterSpec>& specs, std::int64_t size, std::uint64_t seed,
             DType dtype) {
  Tensor flat(Shape{size}, dtype);
  for (const ParameterSpec& spec : specs) {
    try {
      set_parameter(flat, spec,
                    initialize(spec.initializer, spec.shape, seed, stream_of(spec.path), dtype));
    } catch (const Error& error) {
      throw Error(fmt::format("{}: {}", spec.path, error.what()));
    }
  }
  return flat;
}

/// Offset in bytes of a spec in a flat buffer that must hold it.
std::size_t place_of(const Tensor& flat, const ParameterSpec& spec) {
  if (flat.shape().rank() != 1 || spec.offset < 0 ||
      spec.offset + spec.shape.size() > flat.size()) {
    throw Error(fmt::format("{}: {} at offset {} lies outside a buffer of shape {}", spec.path,
                            spec.shape.to_string(), spec.offset, flat.shape().to_string()));
  }
  return static_cast<std::size_t>(spec.offset) * size_of(flat.dtype());
}

std::int64_t count(const std::vector<ParameterSpec>& specs) {
  std::int64_t sum = 0;
  for (const ParameterSpec& spec : specs) sum += spec.shape.size();
  return sum;
}

}  // namespace

bool ParameterSpec::is_of(std::string_view layer) const {
  return path.size() > layer.size() && path.starts_with(layer) && path[layer.size()] == '/';
}

const ParameterSpec* ParameterLayout::find(std::string_view path) const {
  if (const auto at = parameter_at_.find(path); at != parameter_at_.end()) {
    return &parameters[at->second];
  }
  const auto at = state_at_.find(path);
  return at == state_at_.end() ? nullptr : &state[at->second];
}

std::int64_t ParameterLayout::parameter_count() const {
  return count(parameters);
}

std::int64_t ParameterLayout::state_count() const {
  return count(state);
}

void ParameterLayout::append(ParameterSpec spec) {
  if (find(spec.path) != nullptr) {
    throw Error(fmt::format("{}: there are two parameters of this name; rename one", spec.path));
  }
  std::int64_t& end = spec.trainable ? size : state_size;
  constexpr std::int64_t kMax = std::int64_t{1} << 60;  // a damaged file may ask for anything
  if (spec.shape.size() > kMax - end) {
    throw Error(fmt::format("{}: with {} the network would have more than 2^60 weights", spec.path,
                            spec.shape.to_string()));
  }
  spec.offset = end;
  end = aligned(end + spec.shape.size());
  std::vector<ParameterSpec>& specs = spec.trainable ? parameters : state;
  (spec.trainable ? parameter_at_ : state_at_).emplace(spec.path, specs.size());
  specs.push_back(std::move(spec));
}

Tensor initial_parameters(const ParameterLayout& layout, std::uint64_t seed, DType dtype) {
  return drawn(layout.parameters, layout.size, seed, dtype);
}

Tensor initial_state(const ParameterLayout& layout, std::uint64_t seed, DType dtype) {
  return drawn(layout.state, layout.state_size, seed, dtype);
}

Tensor parameter_of(const Tensor& flat, const ParameterSpec& spec) {
  const std::size_t place = place_of(flat, spec);
  Tensor value(spec.shape, flat.dtype());
  if (value.bytes() > 0) {
    std::memcpy(value.data(), static_cast<const std::byte*>(flat.data()) + place, value.bytes());
  }
  return value;
}

void set_parameter(Tensor& flat, const ParameterSpec& spec, const Tensor& value) {
  const std::size_t place = place_of(flat, spec);
  if (value.shape() != spec.shape || value.dtype() != flat.dtype()) {
    throw Error(fmt::format("{}: is {}{}, but {}{} was given", spec.path, name_of(flat.dtype()),
                            spec.shape.to_string(), name_of(value.dtype()),
                            value.shape().to_string()));
  }
  if (value.bytes() > 0) {
    std::memcpy(static_cast<std::byte*>(flat.data()) + place, value.data(), value.bytes());
  }
}

}  // namespace ganglion::nn
