#pragma once
#include <nanobind/nanobind.h>

#include "ganglion/train/model.h"

/// What each file of this folder adds to the extension module `ganglion._core`. Python's own
/// modules beside it (`python/ganglion/`) are what people use; nothing here is public.
namespace ganglion::python {

/// A trained model as an object of Python.
nanobind::object model_object(train::Model model);

/// A model as the bytes of its file, and back. Throws Error for other bytes.
nanobind::bytes model_bytes(const train::Model& model);
train::Model model_of_bytes(const nanobind::bytes& bytes);

/// (name, kind, settings, shape of what it gives for a row, weights), a layer each; a weight is
/// (path, whether it is trained, shape).
nanobind::list layers_of(const train::Model& model);

/// A list for each value, by its name.
nanobind::dict history_dict(const train::History& history);

void bind_graph(nanobind::module_& module);
void bind_live_page(nanobind::module_& module);
void bind_model(nanobind::module_& module);
void bind_network(nanobind::module_& module);
void bind_ops(nanobind::module_& module);
void bind_ranks(nanobind::module_& module);
void bind_training(nanobind::module_& module);

}  // namespace ganglion::python
