#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "ganglion/core/tensor.h"

/// Models that Keras itself saved, with inputs and what it predicts for them.
namespace ganglion::support {

/// tests/golden/keras, a folder for each model.
std::filesystem::path golden_keras();
/// The folders there whose models can be read.
std::vector<std::filesystem::path> readable_keras_models();

/// The model in such a folder: .keras, .h5 or .hdf5; "" where there is none.
std::string keras_file(const std::filesystem::path& folder);

/// input_0.npy, input_1.npy, …; or expected_0.npy, …
std::vector<Tensor> keras_arrays(const std::filesystem::path& folder, const std::string& kind);

/// Expects the same shapes, and the same numbers up to rounding.
void expect_as_keras(const std::vector<Tensor>& got, const std::vector<Tensor>& wanted);

}  // namespace ganglion::support
