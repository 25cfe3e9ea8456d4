#pragma once
#include <nanobind/nanobind.h>

#include "ganglion/train/model.h"

/// What each file of this folder adds to the extension module `ganglion._core`. Python's own
/// modules beside it (`python/ganglion/`) are what people use; nothing here is public.
namespace ganglion::python {

/// A trained model as an object of Python.
nanobind::object model_object(train::Model model);

void bind_model(nanobind::module_& module);
void bind_training(nanobind::module_& module);

}  // namespace ganglion::python
