#pragma once
#include <cstdint>
#include <functional>
#include <optional>

#include "ganglion/data/dataset.h"

namespace ganglion::data {

/// How the rows of a stream are taken.
struct RowStreamOptions {
  /// So many rows are in memory, and in a new order, at a time. What is drawn or read in some order
  /// of its own needs no more than a batch.
  std::int64_t buffer = 1024;
  /// An epoch ends after so many steps, if the rows don't end before; 0: with the rows.
  std::int64_t steps_per_epoch = 0;
};

/// Rows that come one after another, and whose number nobody has to know: made by a simulation, or
/// read from a socket or a large file.
///     RowStream rows([](std::int64_t epoch) {
///       return [random = Random(epoch)]() mutable -> std::optional<Dataset> { … };
///     });
class RowStream {
 public:
  /// The next rows, as many as it likes; nothing at the end.
  using Next = std::function<std::optional<Dataset>()>;
  /// Begins an epoch, counted from 1. The same bits come of a training if the same rows come of an
  /// epoch.
  using Open = std::function<Next(std::int64_t epoch)>;

  /// Throws Error without a function, and for options that cannot work.
  explicit RowStream(Open open, const RowStreamOptions& options = {});

  Next open(std::int64_t epoch) const;
  const RowStreamOptions& options() const { return options_; }

 private:
  Open open_;
  RowStreamOptions options_;
};

}  // namespace ganglion::data
