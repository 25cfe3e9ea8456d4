#pragma once
#include <cstddef>
#include <memory>
#include <span>

#include "ganglion/kernels/kernel.h"

namespace ganglion::kernels::reference {

/// Makes Kernel<float> or Kernel<double> by the type of the node's first output (or null for
/// another type).
template <template <class> class K>
std::unique_ptr<Kernel> make_typed(const Node& node) {
  switch (node.outputs[0].dtype) {
    case DType::f32:
      return std::make_unique<K<float>>(node);
    case DType::f64:
      return std::make_unique<K<double>>(node);
    default:
      return nullptr;
  }
}

template <class T>
const T* input(const KernelArguments& arguments, std::size_t i) {
  return static_cast<const T*>(arguments.inputs[i]);
}
template <class T>
T* output(const KernelArguments& arguments, std::size_t i = 0) {
  return static_cast<T*>(arguments.outputs[i]);
}

/// Walks all places of a shape in row-major order and gives the element offset in a tensor with the
/// given strides (0 on a stretched axis).
class StridedWalk {
 public:
  StridedWalk(const Shape& shape, const Shape& operand);
  StridedWalk(const Shape& shape, std::span<const std::int64_t> strides, std::int64_t start = 0);
  std::int64_t offset() const { return offset_; }
  void next();

 private:
  int rank_;
  std::int64_t extents_[Shape::kMaxRank]{};
  std::int64_t strides_[Shape::kMaxRank]{};
  std::int64_t place_[Shape::kMaxRank]{};
  std::int64_t offset_ = 0;
};

/// Row-major strides in elements.
void row_major_strides(const Shape& shape, std::int64_t* strides);

}  // namespace ganglion::kernels::reference
