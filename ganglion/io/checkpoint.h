#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ganglion/io/checkpoint_marks.h"
#include "ganglion/io/model_file.h"

namespace ganglion::io {

/// The best weights seen so far, for early stopping.
struct BestSoFar {
  std::string monitor = {};  ///< what is compared: "val_loss"
  double value = 0;
  std::int64_t epoch = 0;         ///< when that was, counted from 1
  std::int64_t epochs_since = 0;  ///< epochs without a better one
  /// Flat, as in SavedModel.
  Tensor parameters = {};
  Tensor state = {};
};

/// A training in the middle: all it takes to go on to the very same bits.
struct Checkpoint {
  SavedModel model;
  /// The optimizer's slots: name ("m") and flat buffer [layout.size]; gaps are neither saved nor
  /// looked at, and are zero after loading.
  std::vector<std::pair<std::string, Tensor>> slots = {};

  std::int64_t epoch = 0;  ///< epochs done
  std::int64_t batch = 0;  ///< batches done in the epoch after those: the place in the shuffle
  std::int64_t step = 0;   ///< training steps done
  std::uint64_t seed = 0;

  std::optional<BestSoFar> best = std::nullopt;
  /// What a schedule that remembers, and callbacks, keep from epoch to epoch (objects).
  Json schedule = Json::Object{};
  Json callbacks = Json::Object{};

  /// One name for each column, one row for each epoch.
  std::vector<std::string> history_columns = {};
  std::vector<std::vector<double>> history_rows = {};
  /// The job file, everything resolved.
  std::string job = {};
  /// What the data of the training were, as text to compare; may be empty.
  std::string source = {};
};

/// Writes a checkpoint: a model file (load_model reads it) with more tensors, "slot/m/dense/kernel"
/// and "best/dense/kernel", and the rest under the metadata key "checkpoint". Atomically: a kill at
/// any moment leaves the previous checkpoint or this one. Throws as save_model does.
void save_checkpoint(const std::string& path, const Checkpoint& checkpoint);

/// Reads one. Throws Error as load_model does, and for a model that is no checkpoint.
Checkpoint load_checkpoint(const std::string& path, const LoadOptions& options = {});

/// The same by way of memory; `name` stands for the path in errors.
SafetensorsFile to_file(const Checkpoint& checkpoint);
Checkpoint checkpoint_from_file(const SafetensorsFile& file, std::string_view name,
                                const LoadOptions& options = {});

}  // namespace ganglion::io
