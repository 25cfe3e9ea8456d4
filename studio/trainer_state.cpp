#include <chrono>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/train/run/run_training.h"
#include "studio/trainer.h"

namespace ganglion::studio {

void Trainer::run() {
  go(true, 0, false);
}
void Trainer::step() {
  go(false, 1, false);
}
void Trainer::run_epoch() {
  go(true, 0, true);
}

void Trainer::pause() {
  const std::lock_guard lock(mutex_);
  go_ = false;
  steps_left_ = 0;
}

void Trainer::set_learning_rate(double rate) {
  const std::lock_guard lock(mutex_);
  rate_ = rate;
}

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
std::vector<train::History::Epoch> Trainer::epochs(std::size_t most) const {
  const std::lock_guard lock(mutex_);
  const std::size_t stride = (epochs_.size() + most - 1) / most;
  std::vector<train::History::Epoch> some;
  for (std::size_t i = 0; i < epochs_.size(); ++i) {
    if (i % stride == 0 || i + 1 == epochs_.size()) some.push_back(epochs_[i]);
  }
  return some;
}
std::vector<Trainer::RateChange> Trainer::rate_changes() const {
  const std::lock_guard lock(mutex_);
  return rate_changes_;
}
bool Trainer::changed_by_hand() const {
  const std::lock_guard lock(mutex_);
  return changed_by_hand_;
}

bool Trainer::change(std::shared_ptr<const train::ResolvedJob> job) {
  const std::lock_guard lock(mutex_);
  const bool within = progress_.step > 0 || status_ == Status::running;
  if (progress_.epochs + (within ? 1 : 0) >= job->epochs) return false;
  next_job_ = std::move(job);
  changed_.notify_all();
  return true;
}

/// The lock is held.
bool Trainer::begins_anew(const train::TrainingState& state) const {
  return next_job_ != nullptr && state.step == 0 && !stop_;
}

/// The same weights and optimizer slots, in a network that is trained otherwise.
void Trainer::take_over() {
  std::shared_ptr<const train::ResolvedJob> job;
  {
    const std::lock_guard lock(mutex_);
    job = std::exchange(next_job_, nullptr);
    changed_by_hand_ = true;
  }
  const train::RunTraining training(*job, *rows_, {});
  const std::uint64_t seed = job->stated.seed;
  train::Model next(job->network, seed);
  next.compile(training.compile_options(seed, job->stated.threads));
  next.mutable_weights() = model_->weights();
  next.mutable_progress() = model_->progress();
  *model_ = std::move(next);
  job_ = std::move(job);
  const std::lock_guard lock(mutex_);
  progress_.steps_per_epoch = training.steps_per_epoch();
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
