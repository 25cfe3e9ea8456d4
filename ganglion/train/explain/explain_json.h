#pragma once
#include "ganglion/io/json.h"
#include "ganglion/train/explain/explain.h"

namespace ganglion::train {

/// An explanation as an object: {"row", "columns", "features", "layers", "prediction", "loss",
/// "count", "attributions", …}. Vectors are whole; weights and their derivatives are told by
/// "shape", "norm", "smallest" and "largest", with `full` also by "values".
io::Json to_json(const Explanation& explanation, bool full = false);

}  // namespace ganglion::train
