#pragma once
#include <vector>

#include "ganglion/io/model_file.h"

/// Trying a model out: what was written for another system is read again and compared.
namespace ganglion::io {

/// Rows for each input of a network: numbers of both signs, and indices 0 and 1.
std::vector<Tensor> trial_rows(const nn::Network& network, std::int64_t rows);

/// What a model predicts of rows, one tensor for each input and output: probabilities where its
/// loss works on logits. Node by node, slow and plain.
std::vector<Tensor> trial_predictions(const SavedModel& model, const std::vector<Tensor>& inputs);

/// Whether both are of the same shapes, and all numbers the same but for 1e-4, of their size where
/// that is above 1.
bool nearly_equal(const std::vector<Tensor>& a, const std::vector<Tensor>& b);

}  // namespace ganglion::io
