#pragma once
#include "ganglion/data/dataset.h"
#include "ganglion/nn/network.h"
#include "ganglion/train/options.h"

namespace ganglion::train {

/// Throws Error, beginning with `what`, when there are no rows, a tensor's shape or type isn't what
/// the network takes, or a feature is not finite, or an index unknown to the layer that looks it up
/// (naming row and column). Messages count rows and columns from 1.
void check_features(const nn::Network& network, const data::Dataset& data, const char* what);

/// Throws Error, beginning with `what`, when batches of that size, or all rows, are fewer than a
/// layer needs in training.
void check_batch_size(const nn::Network& network, std::int64_t batch_size, std::int64_t rows,
                      const char* what);

/// Like check_features for targets: shapes that the losses take, labels inside the range, finite
/// values, and weights that are finite and not negative.
void check_targets(const nn::Network& network, const CompileOptions& options,
                   const data::Dataset& data, const char* what);

/// Throws Error for a network of several outputs where one was asked for.
void check_one_output(const nn::Network& network);

/// Throws Error unless there is a weight for each class of an output whose classes are known, or
/// none.
void check_class_weights(const nn::Network& network, const CompileOptions& options,
                         const std::vector<std::vector<double>>& class_weights);

/// The targets in the type and shape that the losses take: [n] and [n, 1] are interchangeable,
/// class indices become floats for losses that compare values. Only what differs is copied.
data::Dataset with_fitting_targets(const nn::Network& network, const CompileOptions& options,
                                   const data::Dataset& data);

}  // namespace ganglion::train
