#pragma once
#include "ganglion/kernels/onednn/sequence.h"

/// oneDNN 2 describes an operation first and then chooses a primitive for it, oneDNN 3 does both at
/// once. All that differs between them is here.
namespace ganglion::kernels::onednn {

/// What oneDNN chooses for a `Primitive` that is described by `description`, the same arguments in
/// both versions. Throws dnnl::error where it has nothing.
template <class Primitive, class... Description>
auto choose(const Description&... description) {
#if DNNL_VERSION_MAJOR >= 3
  return typename Primitive::primitive_desc(cpu(), description..., own_scratch());
#else
  return typename Primitive::primitive_desc({description...}, own_scratch(), cpu());
#endif
}

/// The same for the derivative of `forward`.
template <class Primitive, class Forward, class... Description>
auto choose_backward(const Forward& forward, const Description&... description) {
#if DNNL_VERSION_MAJOR >= 3
  return typename Primitive::primitive_desc(cpu(), description..., forward, own_scratch());
#else
  return typename Primitive::primitive_desc({description...}, own_scratch(), cpu(), forward);
#endif
}

}  // namespace ganglion::kernels::onednn
