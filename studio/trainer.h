#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "ganglion/core/tensor.h"
#include "ganglion/train/callback.h"
#include "ganglion/train/job/network/resolved_job.h"
#include "ganglion/train/model.h"

namespace ganglion::studio {

/// The weights at some moment of a training.
struct Snapshot {
  std::int64_t number = 0;  ///< counts on, from 1
  std::int64_t epochs = 0;  ///< completed
  std::int64_t step = 0;    ///< within the next epoch; 0: at its begin
  Tensor parameters = {};
  Tensor state = {};
  /// What they were trained by; null: elsewhere.
  std::shared_ptr<const train::ResolvedJob> job = nullptr;
};

/// How far a training is.
struct TrainingProgress {
  std::int64_t epochs = 0;  ///< completed
  std::int64_t step = 0;    ///< within the next epoch
  std::int64_t steps_per_epoch = 0;
  double loss = 0.0;              ///< mean over the rows of the running (or last) epoch so far
  double seconds = 0.0;           ///< of steps, pauses left out
  double steps_per_second = 0.0;  ///< lately
};

/// Trains a network on a thread of its own, exactly as `ganglion train` does, and can be halted
/// between any two batches. Who looks reads the newest snapshot: the trainer puts one there when
/// the last was taken, and waits for nobody.
class Trainer {
 public:
  enum class Status : std::uint8_t { ready, running, paused, finished, failed };
  /// A learning rate that was set by hand from a step (counted from 0) on.
  struct RateChange {
    std::int64_t step = 0;
    double rate = 0.0;
  };
  /// Called on the training thread.
  struct Events {
    std::function<void(const TrainingProgress&)> progress = {};    ///< ten times a second at most
    std::function<void(const train::History::Epoch&)> epoch = {};  ///< fifty times, likewise
    std::function<void()> status = {};
    /// Epochs a second at most; null or 0: as fast as it can.
    std::shared_ptr<const std::atomic<double>> pace = nullptr;
  };

  /// Makes the network with its first weights.
  Trainer(std::shared_ptr<const train::JobData> rows, std::shared_ptr<const train::ResolvedJob> job,
          Events events);
  /// Looks on while a network is trained elsewhere: what `callback` gives stands last in its fit,
  /// and `ended` is told of its end.
  explicit Trainer(Events events);
  ~Trainer();  ///< ends the training after its step
  Trainer(const Trainer&) = delete;
  Trainer& operator=(const Trainer&) = delete;

  static std::shared_ptr<train::Callback> callback(std::shared_ptr<Trainer> trainer);
  /// The weights of the model that was saved: calibrated, or of an earlier epoch.
  void kept(const train::Model& model);
  /// `error` is empty unless it failed.
  void ended(const std::string& error, const std::string& stopped);

  // Each of these returns at once.
  void run();
  void pause();
  void step();       ///< one batch, then a pause
  void run_epoch();  ///< to the end of the epoch, then a pause
  /// From the next step on.
  void set_learning_rate(double rate);
  /// A job that differs in batch size or penalties: from the next epoch on, or at once where it is
  /// halted between two. False where no epoch is left to begin.
  bool change(std::shared_ptr<const train::ResolvedJob> job);

  Status status() const;
  std::string error() const;  ///< of a training that failed
  TrainingProgress progress() const;
  std::vector<train::History::Epoch> epochs() const;
  /// So many of them at most, evenly, and the last one.
  std::vector<train::History::Epoch> epochs(std::size_t most) const;
  std::string stopped() const;  ///< why it ended before the last epoch
  std::vector<RateChange> rate_changes() const;
  /// Whether change() has come to count: then no job trains to the same weights.
  bool changed_by_hand() const;
  /// Null only before a training elsewhere has begun.
  std::shared_ptr<const Snapshot> newest() const;
  /// Waits for the end of the running epoch (starting it where it is halted within one), and gives
  /// the weights there, with the history. Throws Error when the training failed, and when
  /// `given_up` becomes true while it waits.
  std::pair<std::shared_ptr<const Snapshot>, train::History> at_epoch_end(
      const std::atomic<bool>& given_up);

 private:
  class Hook;
  struct NewJob {};  // thrown through fit, between two epochs
  void begin();
  void train();
  bool fit(train::History& history, std::vector<train::AnyCallback>& callbacks);
  void take_over();
  bool begins_anew(const train::TrainingState& state) const;
  void go(bool on, std::int64_t steps, bool to_epoch_end);
  void look_on(const train::TrainingState& state);
  void wait_for_turn(train::TrainingState& state);
  void keep_pace(std::unique_lock<std::mutex>& lock, std::int64_t steps_per_epoch);
  void step_done(const train::TrainingState& state);
  void epoch_done(const train::TrainingState& state);
  void publish(const train::Model& model, std::int64_t epochs, std::int64_t step);
  void set_status(Status status);

  std::shared_ptr<const train::JobData> rows_;
  std::shared_ptr<const train::ResolvedJob> job_;
  Events events_;
  std::optional<train::Model> model_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Status status_ = Status::ready;
  bool go_ = false;
  bool to_epoch_end_ = false;
  std::int64_t steps_left_ = 0;
  std::optional<double> rate_;
  std::vector<RateChange> rate_changes_;
  std::shared_ptr<const train::ResolvedJob> next_job_;  // until an epoch begins
  bool changed_by_hand_ = false;
  std::string error_;
  std::string stopped_;
  TrainingProgress progress_;
  std::vector<train::History::Epoch> epochs_;
  mutable std::shared_ptr<const Snapshot> newest_;
  std::shared_ptr<const Snapshot> at_end_;  // of the last epoch that somebody waited for
  bool end_wanted_ = false;
  mutable std::atomic<bool> taken_ = true;

  std::atomic<bool> stop_ = false;
  std::chrono::steady_clock::time_point told_ = {};
  std::chrono::steady_clock::time_point epoch_told_ = {};
  std::chrono::steady_clock::time_point step_began_ = {};
  std::chrono::steady_clock::time_point next_due_ = {};
  std::int64_t steps_since_told_ = 0;
  double seconds_since_told_ = 0.0;
  std::thread thread_;
};

}  // namespace ganglion::studio
