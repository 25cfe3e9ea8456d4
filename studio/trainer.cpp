#include "studio/trainer.h"

#include <algorithm>
#include <chrono>

#include "ganglion/core/error.h"
#include "ganglion/train/job/job_flags.h"
#include "ganglion/train/run/run_training.h"

namespace ganglion::studio {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kTellEvery{100};
constexpr std::chrono::milliseconds kTellEpochEvery{20};
constexpr std::chrono::milliseconds kLookForStop{50};

/// What callbacks of the same names know goes on.
void remember(const std::vector<train::AnyCallback>& before,
              const std::vector<train::AnyCallback>& now) {
  for (const train::AnyCallback& old : before) {
    for (const train::AnyCallback& one : now) {
      if (!one->name().empty() && one->name() == old->name()) one->restore(old->memory());
    }
  }
}

}  // namespace

/// Stands last among the callbacks: the rate of the schedule is there when it may change it.
class Trainer::Hook final : public train::Callback {
 public:
  /// `owner`: of a trainer that only looks on, which must live as long as the training.
  explicit Hook(Trainer& trainer, std::shared_ptr<Trainer> owner = nullptr)
      : trainer_(trainer), owner_(std::move(owner)) {}
  void on_train_begin(train::TrainingState& state) override {
    if (owner_) trainer_.look_on(state);
  }
  void on_step_begin(train::TrainingState& state) override { trainer_.wait_for_turn(state); }
  void on_step_end(train::TrainingState& state) override { trainer_.step_done(state); }
  void on_epoch_settled(train::TrainingState& state) override { trainer_.epoch_done(state); }
  /// The weights that are kept may be those of an earlier epoch.
  void on_train_end(train::TrainingState& state) override {
    if (owner_) trainer_.publish(state.model, state.model.progress().epochs, 0);
  }

 private:
  Trainer& trainer_;
  std::shared_ptr<Trainer> owner_;
};

Trainer::Trainer(std::shared_ptr<const train::JobData> rows,
                 std::shared_ptr<const train::ResolvedJob> job, Events events)
    : rows_(std::move(rows)), job_(std::move(job)), events_(std::move(events)) {
  const std::uint64_t seed = job_->stated.seed;
  const train::RunTraining training(*job_, *rows_, {});
  model_.emplace(job_->network, seed);
  model_->compile(training.compile_options(seed, job_->stated.threads));
  training.start(0, *model_);
  progress_.steps_per_epoch = training.steps_per_epoch();
  publish(*model_, 0, 0);
}

Trainer::Trainer(Events events) : events_(std::move(events)), status_(Status::running), go_(true) {}

std::shared_ptr<train::Callback> Trainer::callback(std::shared_ptr<Trainer> trainer) {
  return std::make_shared<Hook>(*trainer, trainer);
}

/// A training that goes on from a checkpoint has a history.
void Trainer::look_on(const train::TrainingState& state) {
  publish(state.model, state.model.progress().epochs, 0);
  const std::lock_guard lock(mutex_);
  epochs_ = state.history.epochs;
  progress_.epochs = state.model.progress().epochs;
  progress_.steps_per_epoch = state.steps_per_epoch;
}

void Trainer::kept(const train::Model& model) {
  publish(model, progress().epochs, 0);
}

void Trainer::ended(const std::string& error, const std::string& stopped) {
  {
    const std::lock_guard lock(mutex_);
    error_ = error;
    stopped_ = stopped;
  }
  set_status(error.empty() ? Status::finished : Status::failed);
}

Trainer::~Trainer() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    go_ = false;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Trainer::begin() {
  if (thread_.joinable() || !model_) return;  // else it is trained elsewhere
  thread_ = std::thread([this] { train(); });
}

void Trainer::go(bool on, std::int64_t steps, bool to_epoch_end) {
  {
    const std::lock_guard lock(mutex_);
    if (status_ == Status::finished || status_ == Status::failed) {
      throw Error("this training has ended; reset it, or start a new run");
    }
    go_ = on;
    steps_left_ = steps;
    to_epoch_end_ = to_epoch_end;
    if (on || steps > 0) {
      begin();
      status_ = Status::running;
    }
  }
  changed_.notify_all();
}

void Trainer::set_status(Status status) {
  {
    const std::lock_guard lock(mutex_);
    if (status_ == status) return;
    status_ = status;
  }
  changed_.notify_all();
  if (events_.status) events_.status();
}

void Trainer::train() {
  try {
    train::History history;
    std::vector<train::AnyCallback> callbacks;
    while (!fit(history, callbacks)) take_over();
    if (stop_) return;
    publish(*model_, model_->progress().epochs, 0);
    const std::lock_guard lock(mutex_);
    stopped_ = history.stopped;
    at_end_ = newest_;
  } catch (const std::exception& error) {
    publish(*model_, model_->progress().epochs, progress().step);
    {
      const std::lock_guard lock(mutex_);
      error_ = train::with_flags(error.what());
    }
    return set_status(Status::failed);
  }
  set_status(Status::finished);
}

/// With the callbacks that were there before another job began. False: a further one begins.
bool Trainer::fit(train::History& history, std::vector<train::AnyCallback>& callbacks) {
  const train::RunTraining training(*job_, *rows_, {});
  train::RunOptions options{.progress = false};
  options.stop = &stop_;
  train::FitOptions fit = training.fit_options(std::nullopt, 0, options);
  fit.epochs -= model_->progress().epochs;
  fit.resumed.epochs = epochs();
  if (model_->progress().epochs > 0) remember(callbacks, fit.callbacks);
  callbacks = fit.callbacks;
  fit.callbacks.push_back(std::make_shared<Hook>(*this));
  try {
    history = model_->fit(rows_->train, fit);
  } catch (const NewJob&) {
    return false;
  }
  return true;
}

void Trainer::wait_for_turn(train::TrainingState& state) {
  std::unique_lock lock(mutex_);
  if (!go_ && steps_left_ == 0 && !stop_ && !begins_anew(state)) {
    lock.unlock();
    publish(state.model, state.model.progress().epochs, state.step);
    set_status(Status::paused);
    lock.lock();
    // Who ends a training elsewhere (Ctrl-C) sets a flag, and wakes nobody.
    while (!changed_.wait_for(lock, kLookForStop, [&] {
      return go_ || steps_left_ > 0 || stop_ || begins_anew(state) ||
             (state.options.stop != nullptr && state.options.stop->load());
    })) {
    }
    if (begins_anew(state)) throw NewJob{};
    lock.unlock();
    if (!stop_) set_status(Status::running);
    if (events_.status && !stop_) events_.status();
    lock.lock();
  }
  if (begins_anew(state)) throw NewJob{};
  if (steps_left_ > 0) {
    --steps_left_;
  } else {
    keep_pace(lock, state.steps_per_epoch);
  }
  if (rate_) {
    const std::int64_t step = state.model.progress().steps;
    if (!rate_changes_.empty() && rate_changes_.back().step == step) rate_changes_.pop_back();
    rate_changes_.push_back({.step = step, .rate = *rate_});
    rate_.reset();
  }
  if (!rate_changes_.empty()) state.learning_rate = rate_changes_.back().rate;
  step_began_ = Clock::now();
}

/// Waits until the step is due, or somebody wants something else.
void Trainer::keep_pace(std::unique_lock<std::mutex>& lock, std::int64_t steps_per_epoch) {
  const double epochs = events_.pace ? events_.pace->load() : 0.0;
  if (!(epochs > 0.0) || end_wanted_) return;
  const std::chrono::duration<double> between(1.0 /
                                              (epochs * static_cast<double>(steps_per_epoch)));
  const Clock::time_point now = Clock::now();
  next_due_ = std::max(next_due_ + std::chrono::duration_cast<Clock::duration>(between), now);
  changed_.wait_until(lock, next_due_, [this] { return stop_ || !go_ || end_wanted_; });
}

void Trainer::step_done(const train::TrainingState& state) {
  const Clock::time_point now = Clock::now();
  const double seconds = std::chrono::duration<double>(now - step_began_).count();
  ++steps_since_told_;
  seconds_since_told_ += seconds;
  const bool tell = now - told_ >= kTellEvery;
  if (taken_) publish(state.model, state.epoch - 1, state.step);
  TrainingProgress progress;
  {
    const std::lock_guard lock(mutex_);
    progress_.epochs = state.epoch - 1;
    progress_.step = state.step;
    progress_.steps_per_epoch = state.steps_per_epoch;
    progress_.loss = state.loss;
    progress_.seconds += seconds;
    if (tell) {
      progress_.steps_per_second =
          static_cast<double>(steps_since_told_) / std::max(seconds_since_told_, 1e-9);
    }
    progress = progress_;
  }
  if (!tell) return;
  told_ = now;
  steps_since_told_ = 0;
  seconds_since_told_ = 0.0;
  if (events_.progress) events_.progress(progress);
}

void Trainer::epoch_done(const train::TrainingState& state) {
  bool wanted = false;
  {
    const std::lock_guard lock(mutex_);
    progress_.epochs = state.epoch;
    progress_.step = 0;
    epochs_.push_back(state.history.epochs.back());
    wanted = end_wanted_;
    if (to_epoch_end_) go_ = false;
  }
  if (wanted || taken_) publish(state.model, state.epoch, 0);
  if (wanted) {
    const std::lock_guard lock(mutex_);
    at_end_ = newest_;
    end_wanted_ = false;
  }
  changed_.notify_all();
  const Clock::time_point now = Clock::now();
  if (!events_.epoch || (now - epoch_told_ < kTellEpochEvery && state.epoch != state.epochs))
    return;
  epoch_told_ = now;
  events_.epoch(state.history.epochs.back());
}

void Trainer::publish(const train::Model& model, std::int64_t epochs, std::int64_t step) {
  taken_ = false;
  auto made = std::make_shared<Snapshot>(Snapshot{.epochs = epochs,
                                                  .step = step,
                                                  .parameters = model.weights().parameters,
                                                  .state = model.weights().state,
                                                  .job = job_});
  const std::lock_guard lock(mutex_);
  made->number = newest_ ? newest_->number + 1 : 1;
  newest_ = std::move(made);
}

}  // namespace ganglion::studio
