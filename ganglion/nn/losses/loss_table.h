#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/nn/losses/loss.h"

/// The losses of the library, by name.
namespace ganglion::nn {

/// A loss of one's own, for files that name it: loss_kind<Asymmetric>().
using LossKind = OwnKind<Loss>;
/// That of a struct T with `kind` and, if it has settings, `fields`.
template <class T>
constexpr LossKind loss_kind() {
  return own_kind<Loss, T>();
}

/// Makes one from its saved form, or by a name of loss_names() or another one that it goes by (bce,
/// mse, l1, MeanSquaredError, …); capitals, '-' and '_' don't count. names_cross_entropy() names
/// give categorical cross-entropy.
/// Throws Error for an unknown name (listing the known ones), an unknown setting, and settings that
/// cannot work.
Loss loss_from_config(std::string_view name, const Attributes& config);

/// Makes one from "bce", "huber delta=2", "bce from_logits label_smoothing=0.1".
Loss parse_loss(std::string_view text);

/// Whether it is a name of cross-entropy in general (cross_entropy, log_loss, logistic, nll), which
/// is binary cross-entropy for yes and no, and categorical for several classes.
bool names_cross_entropy(std::string_view name);

/// The names of all losses, without the short ones.
std::vector<std::string> loss_names();

/// The loss's form for logits or for probabilities; the loss itself when it has no such forms.
Loss with_logits(const Loss& loss, bool from_logits = true);

}  // namespace ganglion::nn
