#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ganglion/data/features/preprocessing.h"
#include "ganglion/nn/layers/dense.h"
#include "ganglion/train/job/job.h"

namespace ganglion::train {

/// `network` holds the hidden layers; the output layer follows from the task. But people end with
/// it, as they do in Keras ("…; dense 1 sigmoid"): where the last layer is the task's own, it is
/// taken as the output layer, and no other is added.

/// Units of the output layer: 1 for a binary task, one for each class, target or label otherwise.
std::int64_t output_units(const data::PreprocessingState& state);

/// The last layer of the job's network, where it is an output layer of the task: a dense layer of
/// output_units() with the task's activation: binary and multilabel sigmoid, multiclass softmax,
/// regression linear, relu, softplus or sigmoid, whichever `output` allows.
std::optional<nn::Dense> typed_output(const Job& job, const data::PreprocessingState& state);

/// The layers of the job's network before the output layer.
std::vector<nn::Layer> hidden_layers(const Job& job, const data::PreprocessingState& state);

/// For a network that seems to end with an output layer of another task: what follows it, and what
/// would fit; empty for others.
std::string unfitting_output(const Job& job, const data::PreprocessingState& state);

}  // namespace ganglion::train
