#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ganglion/core/tensor.h"
#include "ganglion/nn/parameters.h"

namespace ganglion::io {

/// Between the flat buffers of a network and the named tensors of a file.

using NamedTensor = std::pair<std::string, Tensor>;
using NamedTensors = std::vector<NamedTensor>;

/// Appends each weight of `specs`, without the gaps between them, as prefix + path.
/// Throws Error naming `what` when `flat` is not [size] of a floating type.
void append_weights(NamedTensors& tensors, std::string_view prefix, std::string_view what,
                    const std::vector<nn::ParameterSpec>& specs, const Tensor& flat,
                    std::int64_t size);

/// The tensors of a file by name, taken out one after another so that those that nobody wants are
/// seen in the end.
class TensorPool {
 public:
  /// The tensors must outlive the pool. Throws Error naming one that is not f32 or f64, or not of
  /// the type of the others.
  explicit TensorPool(const NamedTensors& tensors);

  /// Builds the flat buffer [size] of the weights at prefix + path; gaps are zero. Nothing of that
  /// size is allocated before all of them are found to be in the file. Throws Error naming the
  /// tensor that is missing, of another shape or type, or has a value that is not finite.
  Tensor take(std::string_view prefix, const std::vector<nn::ParameterSpec>& specs,
              std::int64_t size);
  /// Takes weights out, if they are there, without building anything.
  void leave_out(const std::vector<nn::ParameterSpec>& specs);
  void leave_out(std::string_view prefix);
  /// Throws Error naming a tensor that has not been taken.
  void check_all_taken() const;

 private:
  std::map<std::string_view, const Tensor*> tensors_;
  DType dtype_ = DType::f32;
};

/// 32 hexadecimal digits: XXH3 (128 bits) over the text and then, in order of their names, name,
/// type, shape and bytes of the tensors, each text and each number with its length in front.
std::string hash_of(std::string_view text, std::vector<const NamedTensor*> tensors);
std::string hash_of(std::string_view text, const NamedTensors& tensors);

}  // namespace ganglion::io
