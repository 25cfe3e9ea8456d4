#pragma once
#include <optional>
#include <vector>

#include "ganglion/io/keras/step.h"

/// What Keras does with masks: it carries them from layer to layer, and Keras 3 also writes how
/// they are computed, `any(not_equal(x, 0), axis=-1)`, and which calls get them.
namespace ganglion::io {

/// The mask of what a layer gives, unless it sees to that itself. Throws Error where it isn't known
/// what Keras makes of it.
std::optional<nn::Symbol> mask_behind(KerasStep& step, Masks masks);

/// Gives the first of the inputs of a call a mask that is computed. Throws Error for a tensor that
/// is none.
void give_mask(Conversion& to, const KerasLayer& layer, const Placed& mask,
               std::vector<Placed>& inputs);

/// Throws Error for an input that isn't of numbers but of comparisons.
void check_numbers(const KerasLayer& layer, const std::vector<Placed>& inputs);

}  // namespace ganglion::io
