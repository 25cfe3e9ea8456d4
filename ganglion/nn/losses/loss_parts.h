#pragma once
#include <string_view>

#include "ganglion/nn/activation.h"

/// What several losses are made of.
namespace ganglion::nn {

/// [B, ...] -> [B]: the mean over all axes but the first.
Value mean_of_rows(Value x);

/// Probabilities kept within [1e-7, 1 - 1e-7], as Keras does before a logarithm.
Value clipped_probabilities(Value p);

/// -sum of share * log p over the last axis, the mean over a row: the cross-entropy of classes,
/// with the shares smoothed.
Value mean_of_classes(Value prediction, Value share, bool from_logits, double label_smoothing);

/// Throws Error naming the loss for a label smoothing outside [0, 1).
void check_smoothing(std::string_view loss, double label_smoothing);

/// Throws Error for an output layer that already turns logits into probabilities.
void refuse_probabilities(std::string_view loss, Activation activation);

/// Throws Error for predictions [..., 1] or [B], where there is no axis of several classes.
void require_classes(std::string_view loss, const Shape& prediction);

/// Throws Error for outputs that aren't one probability for each class.
void require_softmax(std::string_view loss, Activation activation);

}  // namespace ganglion::nn
