#pragma once

#include "ganglion/data/features/preprocessing.h"
#include "ganglion/io/json.h"
#include "ganglion/io/table_json.h"
#include "ganglion/nn/network.h"

namespace ganglion::io {

/// The parts of a model file in JSON, as docs/formats/model.md describes them, and back. What comes
/// from a file throws Error naming the part for anything that is missing or of the wrong kind.

Json to_json(const nn::NetworkRecord& network);
nn::NetworkRecord network_from_json(const Json& json);

Json to_json(const data::PreprocessingState& state);
data::PreprocessingState preprocessing_from_json(const Json& json);

}  // namespace ganglion::io
