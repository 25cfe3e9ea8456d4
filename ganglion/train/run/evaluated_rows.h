#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "ganglion/data/dataset.h"
#include "ganglion/nn/network.h"
#include "ganglion/train/job/listener.h"
#include "ganglion/train/job/rows/job_data.h"

namespace ganglion::train {

/// Which rows a run evaluates at its end: all of a part, or as many as give 100 million predictions
/// (of 16,000 classes those of 6,250 rows), drawn at random by the seed, which the listener hears.
/// What more rows would change is far below the width of the intervals.
class EvaluatedRows {
 public:
  /// All must outlive this.
  EvaluatedRows(const nn::Network& network, std::uint64_t seed, const Listener& listener);

  /// The rows drawn of a part (in words: "test"); nothing where all are evaluated.
  std::optional<std::vector<std::int64_t>> drawn(const data::Dataset& rows, const char* part) const;
  /// Leaves only them in a part of the data. `assessed`: data.raw shows its rows.
  void thin(JobData& data, data::Dataset& rows, const char* part, bool assessed) const;

 private:
  std::int64_t outputs_ = 0;
  std::uint64_t seed_;
  const Listener& listener_;
};

}  // namespace ganglion::train
