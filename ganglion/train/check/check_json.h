#pragma once
#include "ganglion/io/json.h"
#include "ganglion/train/check/data_check.h"

namespace ganglion::train {

/// A check as JSON: the names of DataCheck's fields. What isn't known or doesn't apply is null;
/// settings in messages are worded as flags.
io::Json check_json(const DataCheck& check);

}  // namespace ganglion::train
