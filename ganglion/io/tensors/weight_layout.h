#pragma once
#include <string>
#include <string_view>

#include "ganglion/core/tensor.h"
#include "ganglion/nn/parameters.h"

namespace ganglion::io {

/// How weights are named and laid out in a file.
enum class WeightLayout {
  ganglion,  ///< "dense_1/kernel" [features, units]: as docs/formats/model.md has them
  torch,     ///< "dense_1.weight" [units, features]: as a state dict of PyTorch has them
};

/// "ganglion" or "torch". Throws Error, naming the setting `layout`, for another word.
WeightLayout weight_layout_named(std::string_view word);

/// The name of a weight in a file of that layout. PyTorch's: parts are joined by points; kernel,
/// embeddings and gamma are called weight, beta bias, moving_mean and moving_variance running_mean
/// and running_var.
std::string name_in_layout(const nn::ParameterSpec& spec, WeightLayout layout);

/// Its shape there. Convolutions and embeddings lie alike in both layouts; the kernel of a dense
/// layer is transposed in PyTorch's.
Shape shape_in_layout(const nn::ParameterSpec& spec, WeightLayout layout);

/// The values of a weight between the layouts: f32 or f64 in the shape of the spec, and in that of
/// shape_in_layout.
Tensor to_layout(const nn::ParameterSpec& spec, const Tensor& value, WeightLayout layout);
Tensor from_layout(const nn::ParameterSpec& spec, const Tensor& value, WeightLayout layout);

/// Whether a tensor of a file of that layout is no weight of any network: PyTorch counts the
/// batches that a batch normalisation has seen.
bool is_no_weight(std::string_view name, WeightLayout layout);

}  // namespace ganglion::io
