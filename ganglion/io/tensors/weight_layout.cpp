#include "ganglion/io/tensors/weight_layout.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"

namespace ganglion::io {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kTorchNames{
    {{"kernel", "weight"},
     {"embeddings", "weight"},
     {"gamma", "weight"},
     {"beta", "bias"},
     {"moving_mean", "running_mean"},
     {"moving_variance", "running_var"}}};

std::string_view last_part(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

/// Only dense layers have a kernel of two axes: [features, units].
bool is_transposed(const nn::ParameterSpec& spec, WeightLayout layout) {
  return layout == WeightLayout::torch && spec.shape.rank() == 2 &&
         last_part(spec.path) == "kernel";
}

template <class T>
Tensor transposed_values(const Tensor& matrix) {
  const std::int64_t rows = matrix.shape()[0];
  const std::int64_t columns = matrix.shape()[1];
  Tensor result(Shape{columns, rows}, matrix.dtype());
  const auto from = matrix.values<T>();
  const auto to = result.values<T>();
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::int64_t j = 0; j < columns; ++j) {
      to[static_cast<std::size_t>(j * rows + i)] = from[static_cast<std::size_t>(i * columns + j)];
    }
  }
  return result;
}

Tensor transposed(const Tensor& matrix) {
  return matrix.dtype() == DType::f64 ? transposed_values<double>(matrix)
                                      : transposed_values<float>(matrix);
}

}  // namespace

WeightLayout weight_layout_named(std::string_view word) {
  if (word == "ganglion") return WeightLayout::ganglion;
  if (word == "torch") return WeightLayout::torch;
  throw Error(fmt::format("{}: expected ganglion or torch", setting("layout", word)));
}

std::string name_in_layout(const nn::ParameterSpec& spec, WeightLayout layout) {
  if (layout == WeightLayout::ganglion) return spec.path;
  const std::string_view last = last_part(spec.path);
  std::string name = spec.path.substr(0, spec.path.size() - last.size());
  for (char& c : name) {
    if (c == '/') c = '.';
  }
  for (const auto& [ours, theirs] : kTorchNames) {
    if (last == ours) return name.append(theirs);
  }
  return name.append(last);
}

Shape shape_in_layout(const nn::ParameterSpec& spec, WeightLayout layout) {
  if (!is_transposed(spec, layout)) return spec.shape;
  return {spec.shape[1], spec.shape[0]};
}

Tensor to_layout(const nn::ParameterSpec& spec, const Tensor& value, WeightLayout layout) {
  return is_transposed(spec, layout) ? transposed(value) : value;
}

Tensor from_layout(const nn::ParameterSpec& spec, const Tensor& value, WeightLayout layout) {
  return to_layout(spec, value, layout);  // transposing is its own inverse
}

bool is_no_weight(std::string_view name, WeightLayout layout) {
  return layout == WeightLayout::torch && name.ends_with("num_batches_tracked");
}

}  // namespace ganglion::io
