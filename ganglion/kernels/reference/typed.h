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
#ifndef GANGLION_PREDICTS_ONLY  // f64 is for explanations and checks
    case DType::f64:
      return std::make_unique<K<double>>(node);
#endif
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

}  // namespace ganglion::kernels::reference
