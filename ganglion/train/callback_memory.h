#pragma once
#include <span>

#include "ganglion/io/checkpoint.h"
#include "ganglion/train/any_callback.h"

namespace ganglion::train {

/// Puts what the callbacks remember into a checkpoint: into its place for the best weights what has
/// that form, and the rest as "memory" into `json`, a list in the order of the callbacks.
void save_memories(std::span<const AnyCallback> callbacks, io::Checkpoint& checkpoint,
                   io::Json::Object& json);

/// Gives it back to callbacks of the same name: to the first the first, and so on. One that finds
/// nothing is left as it is. Throws Error when a callback can't make use of it.
void restore_memories(const io::Checkpoint& checkpoint, std::span<const AnyCallback> callbacks);

}  // namespace ganglion::train
