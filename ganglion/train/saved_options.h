#pragma once
#include <optional>
#include <string_view>

#include "ganglion/io/model_file.h"
#include "ganglion/train/options.h"

namespace ganglion::train {

/// The key in ModelInfo::training of what the texts of losses and optimizer leave open.
inline constexpr std::string_view kSavedOptions = "compile";
/// In there, the list of what isn't the library's (see own_kinds.h), and the kind of such a loss
/// without which outputs aren't predictions.
inline constexpr std::string_view kCustom = "custom";
inline constexpr std::string_view kNeededToPredict = "needed_to_predict";

/// Of how a saved model was compiled what predictions depend on: losses, which know what outputs
/// are, seed, replicas and precision; in place of a loss of somebody's own one that leaves outputs
/// as they are. None where it wasn't compiled. Throws Error for a damaged file and, with
/// `predicts`, where predictions need a loss of somebody's own.
std::optional<CompileOptions> loss_options(const io::SavedModel& saved, bool predicts);

}  // namespace ganglion::train
