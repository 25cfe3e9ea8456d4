#pragma once
#include <string>

#include "ganglion/io/json.h"
#include "ganglion/io/read/read_model_file.h"

namespace ganglion::cli {

/// Shows a model that is no network of layers: what it takes and gives, its ops, and the node that
/// is no layer.
void inspect_graph(const std::string& path, const io::ReadModel& read);
/// The same as JSON.
io::Json graph_json(const std::string& path, const io::ReadModel& read);

}  // namespace ganglion::cli
