#pragma once
#include <nanobind/nanobind.h>

#include "ganglion/data/dataset.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/train/model.h"

namespace ganglion::python {

/// What happens to one row, forward and back, as a dict of texts: "json" (see
/// train/explain/explain_json.h, with all weights), "text", and "units" and "graph", drawings in
/// SVG. `preprocessing` may be null. Called with the interpreter's lock, which it releases.
nanobind::dict explained(const train::Model& model, const data::Dataset& row,
                         const data::Preprocessing* preprocessing);
/// The same of a row of a table, counted from 1.
nanobind::dict explained(const train::Model& model, const data::Preprocessing& preprocessing,
                         const data::Table& table, std::int64_t row);

}  // namespace ganglion::python
