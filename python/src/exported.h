#pragma once
#include <nanobind/nanobind.h>

#include <string>

#include "ganglion/train/model.h"

namespace ganglion::python {

/// Writes a model as a file of another system, by `format`: "onnx"; "npz" or "safetensors", its
/// weights, by the names of `layout` ("ganglion", "torch"). Throws Error for another format, and
/// for what has no form there. Releases the interpreter's lock.
void write_exported(const train::Model& model, const std::string& path, const std::string& format,
                    const std::string& layout);

}  // namespace ganglion::python
