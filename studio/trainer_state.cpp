#include <chrono>

#include "ganglion/core/error.h"
#include "studio/trainer.h"

namespace ganglion::studio {

Trainer::Status Trainer::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}
std::string Trainer::error() const {
  const std::lock_guard lock(mutex_);
  return error_;
}
std::string Trainer::stopped() const {
  const std::lock_guard lock(mutex_);
  return stopped_;
}
TrainingProgress Trainer::progress() const {
  const std::lock_guard lock(mutex_);
  return progress_;
}
std::vector<train::History::Epoch> Trainer::epochs() const {
  const std::lock_guard lock(mutex_);
  return epochs_;
}
std::vector<Trainer::RateChange> Trainer::rate_changes() const {
  const std::lock_guard lock(mutex_);
  return rate_changes_;
}
std::shared_ptr<const Snapshot> Trainer::newest() const {
  const std::lock_guard lock(mutex_);
  taken_ = true;
  return newest_;
}

std::pair<std::shared_ptr<const Snapshot>, train::History> Trainer::at_epoch_end(
    const std::atomic<bool>& given_up) {
  std::unique_lock lock(mutex_);
  end_wanted_ = status_ == Status::running || newest_->step != 0;
  if (!end_wanted_) at_end_ = newest_;
  while (end_wanted_ && status_ != Status::failed && status_ != Status::finished && !given_up) {
    if (status_ == Status::paused) {  // within an epoch
      go_ = to_epoch_end_ = true;
      changed_.notify_all();
    }
    changed_.wait_for(lock, std::chrono::milliseconds(50));
  }
  end_wanted_ = false;
  if (given_up) throw Error("the program ends; nothing was saved");
  if (status_ == Status::failed) throw Error(error_);
  train::History history;
  for (const train::History::Epoch& epoch : epochs_) {
    if (epoch.epoch <= at_end_->epochs) history.epochs.push_back(epoch);
  }
  history.stopped = stopped_;
  return {at_end_, std::move(history)};
}

}  // namespace ganglion::studio
