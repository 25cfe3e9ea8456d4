#pragma once
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <utility>

#include "ganglion/train/job/rows/folds.h"

namespace ganglion::train {

/// The rows of folds for several threads. The two used last are kept in memory, others as long as
/// somebody uses them.
class FoldRows {
 public:
  FoldRows(Job job, const FoldOptions& options) : folds_(std::move(job), options) {}
  /// Fold `fold`, from 0 on; one thread at a time prepares it.
  std::shared_ptr<const JobData> at(std::int64_t fold);
  std::uint64_t seed() const { return folds_.seed(); }

 private:
  Folds folds_;
  std::mutex guard_;
  std::list<std::pair<std::int64_t, std::shared_ptr<const JobData>>> last_;
};

}  // namespace ganglion::train
