#pragma once
#include "ganglion/io/keras/export/export_step.h"
#include "ganglion/nn/layers/batch_normalization.h"
#include "ganglion/nn/layers/spatial.h"

/// What several kinds of layers share on their way to Keras.
namespace ganglion::io {

/// A setting by axis with a value for each of them.
Json per_axis_json(const std::vector<std::int64_t>& values, std::size_t axes);

/// Whether padding is in numbers, "1x2", which Keras' layers don't take.
bool has_numbers(std::string_view padding);
/// Those numbers, for each spatial axis of x.
nn::Pads pads_in_numbers(const ExportStep& step, std::string_view padding);

/// Zeros around x, or so many elements cut off, by a layer of its own. x has its channels last.
Exported with_zeros(ExportStep& step, std::string_view role, const nn::Pads& pads,
                    const Exported& x);
Exported cropped(ExportStep& step, std::string_view role, const nn::Pads& pads, const Exported& x);

/// Adds the penalties of a kernel, as far as the factors are not 0.
void add_penalties(KerasPart& part, double l1, double l2);

/// A batch normalisation whose parameters' names begin with `prefix`.
KerasPart batch_normalization_part(const ExportStep& step, const std::string& prefix,
                                   const nn::BatchNormalization& norm, std::int64_t axis);

}  // namespace ganglion::io
