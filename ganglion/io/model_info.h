#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ganglion/data/features/preprocessing.h"
#include "ganglion/io/json.h"

namespace ganglion::io {

/// What a model file holds besides the network, so that it works on rows of a table.
struct ModelInfo {
  /// How rows of a table become inputs; absent for networks fed with tensors.
  std::optional<data::PreprocessingState> preprocessing = std::nullopt;
  /// "regression", "binary", "multiclass", "multilabel", or empty when not known.
  std::string task = {};
  std::vector<std::string> target_names = {};
  std::vector<std::string> class_names = {};
  /// What the weights of the output layer were divided by to calibrate the probabilities; 1: not.
  double temperature = 1.0;
  /// About the training run (an object): data, seconds, results.
  Json training = Json::Object{};
};

}  // namespace ganglion::io
