#pragma once
#include "ganglion/data/dataset.h"
#include "ganglion/nn/network.h"
#include "ganglion/train/options.h"

namespace ganglion::train {

/// Throws Error, beginning with `what`, when there are no rows, a tensor's shape or type isn't what
/// the network takes, or a feature is not finite (naming row and column).
void check_features(const nn::Network& network, const data::Dataset& data, const char* what);

/// Throws Error, beginning with `what`, when batches of that size, or all rows, are fewer than a
/// layer needs in training.
void check_batch_size(const nn::Network& network, std::int64_t batch_size, std::int64_t rows,
                      const char* what);

/// Like check_features for targets: shapes that the losses take, labels inside the range, finite
/// values, and weights that are finite and not negative.
void check_targets(const nn::Network& network, const CompileOptions& options,
                   const data::Dataset& data, const char* what);

/// The targets in the type and shape that the losses take: [n] and [n, 1] are interchangeable,
/// class indices become floats for losses that compare values. Only what differs is copied.
data::Dataset with_fitting_targets(const nn::Network& network, const CompileOptions& options,
                                   const data::Dataset& data);

}  // namespace ganglion::train
