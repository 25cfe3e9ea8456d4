#pragma once
#include <memory>
#include <optional>

#include "ganglion/train/engine.h"
#include "ganglion/train/model.h"

namespace ganglion::train {

/// Thrown out of an evaluation that is to stop.
struct EvaluationStopped {};

/// What a Model holds. On the heap, so that plans may point into it while models move.
struct Model::Implementation {
  Implementation(nn::Network network_in, std::uint64_t seed);
  /// With weights that are all 0.
  explicit Implementation(nn::Network network_in);

  const CompileOptions& require_compiled(const char* what) const;
  Engine& engine();
  /// To be called before weights are written to that nobody else may write to.
  Weights& changed_weights();

  nn::Network network;
  std::optional<CompileOptions> options;
  Weights weights;
  std::shared_ptr<runtime::FixedValues> fixed;  ///< of these weights, whoever shares them
  bool validating = false;                      ///< what is evaluated now is between two epochs
  bool untouched = true;                        ///< the weights are still the first ones
  Progress progress;
  ModelInfo info;
  std::unique_ptr<Engine> active;
};

}  // namespace ganglion::train
