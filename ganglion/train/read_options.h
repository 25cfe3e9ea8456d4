#pragma once
#include <optional>

#include "ganglion/io/model_file.h"
#include "ganglion/train/own_kinds.h"

namespace ganglion::train {

/// By which task names of metrics are meant in the file of a model of this one.
nn::Task metric_task(const std::string& task);

/// What the texts of losses, metrics and optimizer leave open.
io::Json options_json(const CompileOptions& options, const nn::Network& network, nn::Task task);

/// How a saved model was compiled. None where it wasn't. Throws Error for a damaged file.
std::optional<CompileOptions> read_options(const io::SavedModel& saved, const CustomKinds& kinds);

}  // namespace ganglion::train
