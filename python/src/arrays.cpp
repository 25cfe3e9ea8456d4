#include "python/src/arrays.h"

#include <nanobind/ndarray.h>

#include <cstdint>
#include <cstring>
#include <utility>

#include "ganglion/core/error.h"
#include "python/src/columns.h"

namespace nb = nanobind;

namespace ganglion::python {
namespace {

using View = nb::ndarray<nb::ro, nb::c_contig, nb::device::cpu>;

DType dtype_of(const View& view) {
  if (view.dtype() == nb::dtype<float>()) return DType::f32;
  if (view.dtype() == nb::dtype<double>()) return DType::f64;
  if (view.dtype() == nb::dtype<std::int32_t>()) return DType::i32;
  throw Error("arrays are of float32, float64 or int32 here");
}

}  // namespace

Tensor to_tensor(const nb::handle& array) {
  const auto view = nb::cast<View>(array);
  const DType dtype = dtype_of(view);
  std::vector<std::int64_t> extents;
  for (std::size_t axis = 0; axis < view.ndim(); ++axis) {
    extents.push_back(static_cast<std::int64_t>(view.shape(axis)));
  }
  Tensor tensor(Shape(extents), dtype);
  if (view.nbytes() > 0) std::memcpy(tensor.data(), view.data(), view.nbytes());
  return tensor;
}

std::vector<Tensor> to_tensors(const nb::list& arrays) {
  std::vector<Tensor> tensors;
  for (const nb::handle array : arrays) tensors.push_back(to_tensor(array));
  return tensors;
}

nb::list to_arrays(std::vector<Tensor> tensors) {
  nb::list arrays;
  for (Tensor& tensor : tensors) arrays.append(to_array(std::move(tensor)));
  return arrays;
}

}  // namespace ganglion::python
