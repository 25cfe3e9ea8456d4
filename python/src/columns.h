#pragma once
#include <nanobind/nanobind.h>

#include <string>

#include "ganglion/core/tensor.h"
#include "ganglion/data/table.h"

namespace ganglion::python {

/// A table from a list of columns, each `(name, float64 array)`, NaN where a value is missing, or
/// `(name, int32 array, list of texts)`, -1 where one is missing. Copies. Throws Error for columns
/// of unequal length, and codes that are out of range.
data::Table to_table(const std::string& source, const nanobind::list& columns);

/// A float32 array of one dimension, copied.
Tensor to_vector(const nanobind::handle& values);

/// A numpy array that owns its memory.
nanobind::object to_array(Tensor tensor);

}  // namespace ganglion::python
