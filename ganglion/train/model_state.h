#pragma once
#include <functional>
#include <memory>
#include <optional>

#include "ganglion/train/engine.h"
#include "ganglion/train/model.h"

namespace ganglion::train {

/// What a Model holds. On the heap, so that plans may point into it while models move.
struct Model::Implementation {
  Implementation(nn::Network network_in, std::uint64_t seed);

  const CompileOptions& require_compiled(const char* what) const;
  Engine& engine();
  /// Runs all rows, batch by batch in their order, and returns the predictions of every output:
  /// [rows, …]. `see` is called after each batch. Throws Error for a batch size below 1.
  std::vector<Tensor> run_rows(
      Engine::Kind kind, const data::Dataset& data, std::int64_t batch_size,
      const std::function<void(const Engine::Prepared&, std::int64_t rows)>& see = {});
  /// Throws Error when rows don't fit the network's inputs and, if asked for, its targets.
  void check_data(const data::Dataset& data, bool with_targets, const char* what) const;

  nn::Network network;
  std::optional<CompileOptions> options;
  Weights weights;
  bool untouched = true;  ///< the weights are still the first ones
  Progress progress;
  ModelInfo info;
  std::unique_ptr<Engine> active;
};

}  // namespace ganglion::train
