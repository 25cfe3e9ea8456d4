#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "ganglion/io/json.h"
#include "ganglion/train/evaluate/row_losses.h"

namespace ganglion::train {

/// How good networks get that are trained on a share of the training rows: the same settings,
/// seeds and test rows.
struct LearningCurve {
  struct Point {
    std::int64_t rows = 0;    ///< trained on
    double train = 0.0;       ///< the metric on these rows
    double held_out = 0.0;    ///< and on the rows of `part`
    double train_loss = 0.0;  ///< mean of row_losses
    RowMean loss = {};        ///< of row_losses of `part`
  };
  std::string part = {};    ///< "test", "validation" or "train": the rows that all are scored on
  std::string metric = {};  ///< the first one of the task
  std::vector<Point> points = {};
  /// By how much the loss of `part` changes with each doubling of the training rows: the slope of a
  /// straight line through the last points (kSlopePoints of them) over log2(rows), with its
  /// standard error over the rows of `part`. Row by row, so that rows that are hard for all
  /// networks don't count.
  RowMean slope = {};

  static constexpr std::size_t kSlopePoints = 3;

  /// What follows: whether more rows would help.
  std::string sentence() const;
  /// A line for each point.
  std::string to_string() const;
  /// {"part", "metric", "points": [{"rows", "train", "held_out", "train_loss", "loss",
  /// "standard_error"}, …], "slope", "slope_standard_error", "sentence"}
  io::Json to_json() const;
};

/// The slope of the last points: `losses` are those of the same rows by each network, `rows` what
/// these were trained on. Throws Error for fewer than two networks.
RowMean slope_by_doubling(const std::vector<std::int64_t>& rows,
                          const std::vector<std::vector<double>>& losses);

/// The training rows in an order of which every beginning has the classes in their shares (as far
/// as they can be divided), so that a smaller share is part of a larger one. `labels` may be empty.
std::vector<std::int64_t> nested_order(std::int64_t rows, std::span<const std::int32_t> labels,
                                       std::uint64_t seed);

}  // namespace ganglion::train
