#pragma once
#include "ganglion/data/dataset.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/train/model.h"

namespace ganglion::train {

/// An average row, [1, width]: numbers at their mean in the training rows, no category, nothing
/// missing.
data::Dataset baseline_of(const data::Preprocessing& preprocessing);

/// What integrated gradients start from where nothing else was asked for: an average row. For a
/// network that begins with a Normalization, which was fitted on the data, its mean; else
/// baseline_of() the preprocessing; else zeros, which is the average of scaled inputs.
/// `preprocessing` may be null. `row` gives shapes and types.
data::Dataset average_row(const Model& model, const data::Dataset& row,
                          const data::Preprocessing* preprocessing);

}  // namespace ganglion::train
