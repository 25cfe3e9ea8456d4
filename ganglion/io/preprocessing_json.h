#pragma once
#include "ganglion/data/features/preprocessing_state.h"
#include "ganglion/io/json.h"

namespace ganglion::io {

/// What a model learned of the columns of its table in JSON, as docs/formats/model.md describes it,
/// and back. What comes from a file throws Error naming the part for anything that is missing or of
/// the wrong kind.
Json to_json(const data::PreprocessingState& state);
data::PreprocessingState preprocessing_from_json(const Json& json);

}  // namespace ganglion::io
