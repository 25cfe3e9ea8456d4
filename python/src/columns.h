#pragma once
#include <nanobind/nanobind.h>

#include <cstddef>
#include <string>

#include "ganglion/core/tensor.h"
#include "ganglion/data/table.h"

namespace ganglion::python {

/// A table from a list of columns, each `(name, float64 array)`, NaN where a value is missing, or
/// `(name, int32 array, list of texts)`, -1 where one is missing. Copies. Throws Error for columns
/// of unequal length, and codes that are out of range.
data::Table to_table(const std::string& source, const nanobind::list& columns);

/// A number for each row, the same for the same values: -0 is 0, NaN is NaN. `columns`: float64
/// arrays, or uint64 ones of what stands for texts, all of `rows`.
nanobind::object row_keys(const nanobind::list& columns, std::size_t rows);

/// A float32 array of one dimension, copied.
Tensor to_vector(const nanobind::handle& values);

/// A numpy array that owns its memory.
nanobind::object to_array(Tensor tensor);

}  // namespace ganglion::python
