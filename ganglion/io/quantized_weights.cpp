#include "ganglion/io/quantized_weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/nn/quantization.h"

namespace ganglion::io {
namespace {

NamedTensors::iterator find_weight(NamedTensors& weights, std::string_view name) {
  return std::ranges::find(weights, name, &NamedTensor::first);
}

bool same_bits(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() && a.dtype() == b.dtype() &&
         std::memcmp(a.data(), b.data(), a.bytes()) == 0;
}

/// Calls visit(place of the kernel, name of its steps, axis of its grids) of each quantised layer.
template <class Visit>
void each_kernel(const nn::Network& network, NamedTensors& weights, Visit visit) {
  for (const nn::LayerCall& call : network.calls()) {
    if (!call.handle.quantization() || call.name != call.layer) continue;
    const std::string name = call.layer + "/kernel";
    const auto kernel = find_weight(weights, name);
    if (kernel != weights.end()) {
      visit(kernel, name + "_steps", nn::quantized_axis(call.handle.kind()));
    }
  }
}

}  // namespace

bool is_quantized(const nn::Network& network) {
  return std::ranges::any_of(network.calls(), [](const nn::LayerCall& call) {
    return call.handle.quantization().has_value();
  });
}

void to_bytes(const nn::Network& network, NamedTensors& weights) {
  each_kernel(network, weights, [&](auto kernel, std::string steps, int axis) {
    if (kernel->second.dtype() != DType::f32) return;
    nn::QuantizedKernel quantized = nn::quantize_kernel(kernel->second, axis);
    if (!same_bits(nn::kernel_of(quantized, axis), kernel->second)) return;  // trained since
    kernel->second = std::move(quantized.points);
    weights.emplace_back(std::move(steps), std::move(quantized.steps));
  });
}

void from_bytes(const nn::Network& network, NamedTensors& weights) {
  each_kernel(network, weights, [&](auto kernel, const std::string& name, int axis) {
    if (kernel->second.dtype() != DType::u8) return;
    const auto steps = find_weight(weights, name);
    if (steps == weights.end()) {
      throw Error(fmt::format("'{}' is quantised, but there are no '{}'", kernel->first, name));
    }
    try {
      kernel->second = nn::kernel_of({kernel->second, steps->second}, axis);
    } catch (const Error& error) {
      throw Error(fmt::format("'{}': {}", kernel->first, error.what()));
    }
    weights.erase(steps);
  });
}

}  // namespace ganglion::io
