#pragma once
#include <nanobind/nanobind.h>

#include "ganglion/graph/attributes.h"

namespace ganglion::python {

/// A dict of settings: bool, int, float, str, and lists of int or of float. Throws Error, naming
/// the setting, for another value.
Attributes to_attributes(const nanobind::handle& settings);

/// The same the other way.
nanobind::dict to_dict(const Attributes& settings);

}  // namespace ganglion::python
