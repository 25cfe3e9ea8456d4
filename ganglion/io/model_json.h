#pragma once
#include "ganglion/io/json.h"
#include "ganglion/nn/network.h"

namespace ganglion::io {

/// The network of a model file in JSON, as docs/formats/model.md describes it, and back. What comes
/// from a file throws Error naming the part for anything that is missing or of the wrong kind.
Json to_json(const nn::NetworkRecord& network);
nn::NetworkRecord network_from_json(const Json& json);

}  // namespace ganglion::io
