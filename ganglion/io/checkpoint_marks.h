#pragma once
#include <string_view>

#include "ganglion/io/safetensors.h"

/// What tells a checkpoint from a model that is done.
namespace ganglion::io {

/// Where its own metadata are.
inline constexpr const char* kCheckpointKey = "checkpoint";

/// Tensors of a checkpoint that are not the model's begin with one of these.
inline constexpr std::string_view kSlotPrefix = "slot/";
inline constexpr std::string_view kBestPrefix = "best/";

/// Whether a file is a checkpoint, by its metadata.
bool is_checkpoint(const SafetensorsFile& file);

}  // namespace ganglion::io
