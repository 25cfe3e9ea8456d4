#pragma once
#include <cstdint>
#include <functional>
#include <optional>

#include "ganglion/dist/communicator.h"
#include "ganglion/train/model.h"
#include "ganglion/train/run/run_folder.h"

namespace ganglion::train {

/// A network that was trained, and how that went.
struct TrainedNetwork {
  Model model;
  History history = {};
};

/// How the networks of a run are trained: all alike, from other first weights, with their rows in
/// another order, or with other rows.
struct EnsembleTraining {
  const nn::Network& network;
  /// What network `index` learns from.
  std::function<const data::Dataset&(std::int64_t index)> rows;
  std::int64_t count = 1;
  std::uint64_t seed = 1;  ///< of the first
  int threads = 0;         ///< 0: all; several networks are trained at once, each on one thread
  /// Called once for each network (`index` from 0 on), at any time and on any thread.
  std::function<CompileOptions(std::uint64_t seed, int threads)> compile;
  std::function<FitOptions(std::int64_t index)> fit;
  /// Gives a compiled model other weights to begin with; absent: they are drawn.
  std::function<void(std::int64_t index, Model&)> start = {};
  /// Where networks that are done are kept until all are, and checkpoints are looked for when a run
  /// goes on; absent: nowhere.
  std::optional<RunFolder> folder = std::nullopt;
  bool resume = false;
  /// Ranks that share the training: of several networks, rank r trains r, r + size, …; a single one
  /// is shared as `compile` says. All ranks get all networks.
  dist::Communicator* ranks = nullptr;
  /// Told of each network that goes on from its checkpoint, one at a time.
  std::function<void(std::int64_t index, std::int64_t epochs)> resumed = {};
  /// Told of each network that is done, one at a time.
  std::function<void(std::int64_t index, const TrainedNetwork& trained)> done = {};
};

}  // namespace ganglion::train
