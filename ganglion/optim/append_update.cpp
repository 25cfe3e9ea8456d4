#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "ganglion/core/error.h"
#include "ganglion/ops/ops.h"
#include "ganglion/optim/optimizer.h"

namespace ganglion::optim {
namespace {

/// min(1, limit / norm), which is 1 for a norm of 0.
Value shrinkage(Value gradient, double limit) {
  const Value norm = ops::sqrt(ops::reduce_sum(gradient * gradient));
  return ops::scalar_like(norm, limit) / ops::maximum(norm, ops::scalar_like(norm, limit));
}

// Clipped after packing, so that replicas add up one flat value and not one for each parameter.
Value clipped_each(Value flat, const UpdateInputs& inputs, double limit) {
  std::vector<Value> clipped;
  for (std::size_t i = 0; i < inputs.gradients.size(); ++i) {
    const Value one = ops::view(flat, inputs.offsets[i], inputs.gradients[i].shape());
    clipped.push_back(one * shrinkage(one, limit));
  }
  return ops::pack(clipped, {inputs.offsets.begin(), inputs.offsets.end()}, flat.shape()[0]);
}

Value clipped(Value flat, const UpdateInputs& inputs, const Clip& clip) {
  if (clip.global_norm > 0) return flat * shrinkage(flat, clip.global_norm);
  if (clip.norm > 0) return clipped_each(flat, inputs, clip.norm);
  if (clip.value > 0) {
    return ops::minimum(ops::maximum(flat, ops::scalar_like(flat, -clip.value)),
                        ops::scalar_like(flat, clip.value));
  }
  return flat;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = std::min(text.find_first_not_of(" ,", at), text.size());
    at = std::min(text.find_first_of(" ,", begin), text.size());
    if (at > begin) words.push_back(text.substr(begin, at - begin));
  }
  return words;
}

/// A constant [P]: `fill`, but for each parameter the value of its number.
Value by_parameter(const UpdateInputs& inputs, double fill,
                   const std::function<double(std::size_t)>& value) {
  Tensor all(inputs.parameters.shape(), DType::f64);
  std::ranges::fill(all.values<double>(), fill);
  for (std::size_t i = 0; i < inputs.offsets.size(); ++i) {
    const auto size = static_cast<std::size_t>(inputs.gradients[i].shape().size());
    std::ranges::fill(
        all.values<double>().subspan(static_cast<std::size_t>(inputs.offsets[i]), size), value(i));
  }
  return inputs.parameters.owner().constant(all.cast(inputs.parameters.dtype()));
}

/// 1 where parameters decay, 0 where they are excluded.
Value decay_mask(const UpdateInputs& inputs, std::string_view excluded) {
  const std::vector<std::string_view> words = words_of(excluded);
  return by_parameter(inputs, 0.0, [&](std::size_t i) {
    const bool exclude = std::any_of(words.begin(), words.end(), [&](std::string_view word) {
      return inputs.paths[i].find(word) != std::string::npos;
    });
    return exclude ? 0.0 : 1.0;
  });
}

/// The scalar, or [P] with the factor of each parameter.
Value learning_rate_of(const UpdateInputs& inputs, Value scalar) {
  if (std::ranges::all_of(inputs.rates, [](double rate) { return rate == 1.0; })) return scalar;
  return scalar * by_parameter(inputs, 1.0, [&](std::size_t i) { return inputs.rates[i]; });
}

/// The new parameters, but the old ones where they are frozen: an optimizer may move what has a
/// gradient of 0, and weights decay.
Value without_frozen(const UpdateInputs& inputs, Value next) {
  if (inputs.frozen.empty()) return next;
  Tensor moves(inputs.parameters.shape(), DType::f64);
  std::ranges::fill(moves.values<double>(), 1.0);
  for (const auto& [offset, size] : inputs.frozen) {
    std::ranges::fill(moves.values<double>().subspan(static_cast<std::size_t>(offset),
                                                     static_cast<std::size_t>(size)),
                      0.0);
  }
  const Value mask = next.owner().constant(moves.cast(next.dtype()));
  return ops::select(mask, next, inputs.parameters);
}

Value decayed(const Optimizer& optimizer, const UpdateInputs& inputs, Value learning_rate) {
  const double decay = optimizer.weight_decay();
  if (decay == 0) return inputs.parameters;
  Value loss = inputs.parameters * (learning_rate * decay);
  const std::string excluded = optimizer.exclude_from_weight_decay();
  if (!words_of(excluded).empty()) loss = loss * decay_mask(inputs, excluded);
  return inputs.parameters - loss;
}

/// What the network's name adds to "parameters" and, of a part of them, "parameters/…":
/// "generator/".
std::string prefix_of(Value parameters) {
  const std::string& name = parameters.producer().name;
  const std::size_t at = name.rfind("parameters");
  return at == std::string::npos ? std::string() : name.substr(0, at);
}

void check(const Optimizer& optimizer, const UpdateInputs& inputs) {
  const std::size_t count = inputs.gradients.size();
  if (inputs.parameters.shape().rank() != 1) {
    throw Error(fmt::format("{}: parameters must be flat, not {}", optimizer.name(),
                            inputs.parameters.shape().to_string()));
  }
  if (count == 0) {
    throw Error(fmt::format("{}: there is nothing to train: the network has no trainable parameter",
                            optimizer.name()));
  }
  if (inputs.offsets.size() != count || (!inputs.paths.empty() && inputs.paths.size() != count)) {
    throw Error(fmt::format("{}: {} gradients need as many offsets and paths, not {} and {}",
                            optimizer.name(), count, inputs.offsets.size(), inputs.paths.size()));
  }
  if (!inputs.rates.empty() && inputs.rates.size() != count) {
    throw Error(fmt::format("{}: {} gradients need as many rates, not {}", optimizer.name(), count,
                            inputs.rates.size()));
  }
  if (inputs.paths.empty() && !words_of(optimizer.exclude_from_weight_decay()).empty()) {
    throw Error(fmt::format("{}: exclude_from_weight_decay = \"{}\" needs the parameters' paths",
                            optimizer.name(), optimizer.exclude_from_weight_decay()));
  }
}

}  // namespace

Value append_update(const Optimizer& optimizer, const UpdateInputs& inputs) {
  check(optimizer, inputs);
  Graph& graph = *inputs.parameters.graph;
  const Graph::Scope scope(graph, optimizer.name());
  const Shape& shape = inputs.parameters.shape();
  const DType dtype = inputs.parameters.dtype();
  const auto scalar = [&](Value x) { return x.dtype() == dtype ? x : ops::cast(x, dtype); };
  const Value flat = ops::pack({inputs.gradients.begin(), inputs.gradients.end()},
                               {inputs.offsets.begin(), inputs.offsets.end()}, shape[0]);
  const Value learning_rate = learning_rate_of(inputs, scalar(inputs.learning_rate));
  UpdateContext context(decayed(optimizer, inputs, learning_rate),
                        clipped(flat, inputs, optimizer.clip()), learning_rate, scalar(inputs.step),
                        prefix_of(inputs.parameters));
  const Value next = without_frozen(inputs, optimizer.update(context));
  graph.assign(inputs.parameters, next);
  return next;
}

}  // namespace ganglion::optim
