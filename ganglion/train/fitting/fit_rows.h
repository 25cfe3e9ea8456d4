#pragma once
#include <optional>

#include "ganglion/data/batches.h"
#include "ganglion/data/stream_blocks.h"
#include "ganglion/nn/network.h"
#include "ganglion/train/options.h"

namespace ganglion::train {

/// The rows that fit() trains on, checked, and as the losses take them: in one block, or those of a
/// stream in as many as it takes.
class FitRows {
 public:
  /// Throws Error for rows and options that don't fit the network or each other. What is given must
  /// outlive this.
  FitRows(const nn::Network& network, const CompileOptions& options, const FitOptions& fit,
          const data::Dataset& rows);
  FitRows(const nn::Network& network, const CompileOptions& options, const FitOptions& fit,
          const data::RowStream& stream);

  void start_epoch(std::int64_t epoch);
  /// The next block of the epoch, or null at its end; good until the next call. Throws Error for an
  /// epoch of a stream without rows, and for rows that don't fit.
  const data::Dataset* next();

  bool streamed() const { return stream_ != nullptr; }
  const std::optional<data::Dataset>& validation() const { return validation_; }
  /// Of an epoch, where that is known before; else 0.
  std::int64_t steps() const;
  data::BatchOptions batches() const;

 private:
  data::Dataset weighted(data::Dataset rows) const;
  void check_changes(const data::Dataset& rows) const;

  const nn::Network& network_;
  const CompileOptions& options_;
  const FitOptions& fit_;
  const data::RowStream* stream_ = nullptr;
  std::optional<data::StreamBlocks> blocks_;
  std::optional<data::Dataset> validation_;
  data::Dataset block_;
  std::int64_t epoch_ = 0;
  std::int64_t given_ = 0;  ///< blocks of the epoch
};

}  // namespace ganglion::train
