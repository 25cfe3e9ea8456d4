#pragma once
#include <optional>
#include <string_view>

#include "ganglion/io/model_file.h"
#include "ganglion/train/options.h"

namespace ganglion::train {

/// The key in ModelInfo::training of what the texts of losses and optimizer leave open.
inline constexpr std::string_view kSavedOptions = "compile";

/// Of how a saved model was compiled what predictions depend on: losses, which know what outputs
/// are, seed, replicas and precision. None where it wasn't, and with a loss of somebody's own.
/// Throws Error for a damaged file.
std::optional<CompileOptions> prediction_options(const io::SavedModel& saved);

/// How a saved model was compiled, but for its metrics, which predictions don't need. None where it
/// wasn't, and with a loss or optimizer of somebody's own. Throws Error for a damaged file.
std::optional<CompileOptions> options_without_metrics(const io::SavedModel& saved);

}  // namespace ganglion::train
