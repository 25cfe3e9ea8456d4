#pragma once
#include <optional>

#include "ganglion/core/tensor.h"
#include "ganglion/data/images/image.h"

namespace ganglion::train {

/// Weights as a picture: blue above 0, orange below, white at 0. The matrix of a dense layer has a
/// place for each weight, inputs downwards and units to the right; a convolution of one or two axes
/// has its windows side by side, a row for each filter. Of large layers a corner of 256 places.
/// Nothing for other weights, and for values that aren't finite.
std::optional<data::Image> weight_picture(const Tensor& weights);

}  // namespace ganglion::train
