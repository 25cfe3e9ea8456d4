#pragma once
#include <string>
#include <utility>
#include <vector>

#include "ganglion/io/onnx/model.h"
#include "ganglion/io/onnx/wire.h"

/// The messages that a model is made of. All throw Error naming the byte for what is none.
namespace ganglion::io::onnx {

/// A key and a value: metadata, places of external data.
std::pair<std::string, std::string> parse_pair(WireReader reader);
StoredTensor parse_tensor_message(WireReader reader);
StoredNode parse_node(WireReader reader);

/// Puts each node behind those it reads, as the format wants it and not all writers do. Nodes that
/// read each other in a circle stay where they are, and are found when they are imported.
void sort_nodes(std::vector<StoredNode>& nodes);

}  // namespace ganglion::io::onnx
