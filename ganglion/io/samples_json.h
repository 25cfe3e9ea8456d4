#pragma once
#include "ganglion/data/features/preprocessing_state.h"
#include "ganglion/io/json.h"

namespace ganglion::io {

/// The part `samples` of what preprocessing_json.h writes, and back.
Json to_json(const data::SampleFeatures& samples);
data::SampleFeatures samples_from_json(const Json& json);

}  // namespace ganglion::io
