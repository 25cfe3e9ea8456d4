#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/nn/losses/loss.h"

/// The losses of the library, by name.
namespace ganglion::nn {

/// Makes one from its saved form, or by a name of loss_names() or a short one (bce, mse, mae, …).
/// Throws Error for an unknown name (listing the known ones), an unknown setting, and settings that
/// cannot work.
Loss loss_from_config(std::string_view name, const Attributes& config);

/// Makes one from "bce", "huber delta=2", "bce from_logits label_smoothing=0.1".
Loss parse_loss(std::string_view text);

/// The names of all losses, without the short ones.
std::vector<std::string> loss_names();

/// The loss's form for logits or for probabilities; the loss itself when it has no such forms.
Loss with_logits(const Loss& loss, bool from_logits = true);

}  // namespace ganglion::nn
