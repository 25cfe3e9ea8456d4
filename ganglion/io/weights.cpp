#include "ganglion/io/weights.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <new>

#include "ganglion/core/error.h"
#include "ganglion/io/json.h"

namespace ganglion::io {
namespace {

std::string type_text(const Tensor& tensor) {
  return fmt::format("{}{}", name_of(tensor.dtype()), tensor.shape().to_string());
}

/// Lengths go into the hash too, so that no two contents give the same row of bytes.
class Hasher {
 public:
  Hasher() : state_(XXH3_createState(), &XXH3_freeState) {
    if (state_ == nullptr) throw std::bad_alloc();
    XXH3_128bits_reset(state_.get());
  }
  void add(std::string_view text) {
    add(static_cast<std::int64_t>(text.size()));
    add(text.data(), text.size());
  }
  void add(std::int64_t number) { add(&number, sizeof number); }
  void add(const void* bytes, std::size_t count) {
    if (count > 0) XXH3_128bits_update(state_.get(), bytes, count);
  }
  std::string text() const {
    const XXH128_hash_t hash = XXH3_128bits_digest(state_.get());
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
  }

 private:
  std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state_;
};

template <class T>
void check_values(std::string_view name, const Tensor& tensor) {
  const auto values = tensor.values<T>();
  const auto bad = std::ranges::find_if_not(values, [](T value) { return std::isfinite(value); });
  if (bad == values.end()) return;
  throw Error(fmt::format(
      "tensor {}: element {} of {} is {}, but weights are finite numbers: the file is damaged, or "
      "was written by a program that went wrong; train the model again",
      in_quotes(name), bad - values.begin() + 1, values.size(), *bad));
}

void check_finite_weights(std::string_view name, const Tensor& tensor) {
  if (tensor.dtype() == DType::f32) return check_values<float>(name, tensor);
  check_values<double>(name, tensor);
}

}  // namespace

void append_weights(NamedTensors& tensors, std::string_view prefix, std::string_view what,
                    const std::vector<nn::ParameterSpec>& specs, const Tensor& flat,
                    std::int64_t size) {
  if (flat.shape() != Shape{size} || !is_floating(flat.dtype())) {
    throw Error(
        fmt::format("{}: {}, but the network has a flat buffer of [{}]; give the tensor "
                    "that goes with this network",
                    what, type_text(flat), size));
  }
  for (const nn::ParameterSpec& spec : specs) {
    tensors.emplace_back(fmt::format("{}{}", prefix, spec.path), nn::parameter_of(flat, spec));
  }
}

TensorPool::TensorPool(const NamedTensors& tensors) {
  for (const auto& [name, tensor] : tensors) {
    if (!is_floating(tensor.dtype())) {
      throw Error(fmt::format("tensor {} is {}: weights are f32 or f64", in_quotes(name),
                              type_text(tensor)));
    }
    if (!tensors_.empty() && tensor.dtype() != dtype_) {
      throw Error(fmt::format("tensor {} is {}, others are {}: all must be of one type",
                              in_quotes(name), type_text(tensor), name_of(dtype_)));
    }
    dtype_ = tensor.dtype();
    tensors_.emplace(name, &tensor);
  }
}

Tensor TensorPool::take(std::string_view prefix, const std::vector<nn::ParameterSpec>& specs,
                        std::int64_t size) {
  std::vector<const Tensor*> found;
  for (const nn::ParameterSpec& spec : specs) {
    const std::string name = fmt::format("{}{}", prefix, spec.path);
    const auto at = tensors_.find(name);
    if (at == tensors_.end()) {
      throw Error(fmt::format("tensor {} {} is missing: the network has this weight",
                              in_quotes(name), spec.shape.to_string()));
    }
    if (at->second->shape() != spec.shape) {
      throw Error(fmt::format("tensor {} is {}, but the network has {} there", in_quotes(name),
                              at->second->shape().to_string(), spec.shape.to_string()));
    }
    check_finite_weights(name, *at->second);
    found.push_back(at->second);
    tensors_.erase(at);
  }
  Tensor flat(Shape{size}, dtype_);
  for (std::size_t i = 0; i < specs.size(); ++i) nn::set_parameter(flat, specs[i], *found[i]);
  return flat;
}

void TensorPool::leave_out(const std::vector<nn::ParameterSpec>& specs) {
  for (const nn::ParameterSpec& spec : specs) tensors_.erase(spec.path);
}

void TensorPool::leave_out(std::string_view prefix) {
  std::erase_if(tensors_, [&](const auto& entry) { return entry.first.starts_with(prefix); });
}

void TensorPool::check_all_taken() const {
  if (tensors_.empty()) return;
  const auto& [name, tensor] = *tensors_.begin();
  throw Error(fmt::format("tensor {} {} belongs to no layer of the network", in_quotes(name),
                          tensor->shape().to_string()));
}

std::string hash_of(std::string_view text, std::vector<const NamedTensor*> tensors) {
  std::sort(tensors.begin(), tensors.end(),
            [](const auto* a, const auto* b) { return a->first < b->first; });
  Hasher hasher;
  hasher.add(text);
  for (const NamedTensor* named : tensors) {
    const Tensor& tensor = named->second;
    hasher.add(named->first);
    hasher.add(name_of(tensor.dtype()));
    hasher.add(tensor.shape().to_string());
    hasher.add(tensor.data(), tensor.bytes());
  }
  return hasher.text();
}

std::string hash_of(std::string_view text, const NamedTensors& tensors) {
  std::vector<const NamedTensor*> pointers;
  for (const NamedTensor& named : tensors) pointers.push_back(&named);
  return hash_of(text, std::move(pointers));
}

}  // namespace ganglion::io
