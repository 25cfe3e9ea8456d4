#include "ganglion/train/tune/fold_rows.h"

#include <algorithm>

namespace ganglion::train {

std::shared_ptr<const JobData> FoldRows::at(std::int64_t fold) {
  constexpr std::size_t kKept = 2;
  const std::lock_guard lock(guard_);
  for (const auto& [known, rows] : last_) {
    if (known == fold) return rows;
  }
  last_.emplace_front(fold, std::make_shared<const JobData>(folds_.at(fold)));
  if (last_.size() > kKept) last_.pop_back();
  return last_.front().second;
}

}  // namespace ganglion::train
