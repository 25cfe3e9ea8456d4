#pragma once
#include <nanobind/nanobind.h>

#include <vector>

#include "ganglion/core/tensor.h"

namespace ganglion::python {

/// A float32, float64 or int32 array of numpy in C order, copied. Throws Error for another type.
Tensor to_tensor(const nanobind::handle& array);
/// A list of them.
std::vector<Tensor> to_tensors(const nanobind::list& arrays);

/// Arrays of numpy that own their memory.
nanobind::list to_arrays(std::vector<Tensor> tensors);

}  // namespace ganglion::python
