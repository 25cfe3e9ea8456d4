#include "ganglion/train/callbacks/checkpoint.h"

#include <fmt/format.h>

#include <chrono>
#include <optional>

#include "ganglion/core/error.h"
#include "ganglion/io/checkpoint.h"
#include "ganglion/train/callbacks/resume.h"
#include "ganglion/train/model.h"

namespace ganglion::train {
namespace {

using Clock = std::chrono::steady_clock;

class Saver final : public Callback {
 public:
  explicit Saver(const Checkpoint& options) : options_(options) {}

  void on_train_begin(TrainingState&) override {
    saved_at_ = Clock::now();
    pending_.reset();
  }

  void on_epoch_settled(TrainingState& state) override {
    // Taken now even if it isn't written: an interrupt in the next epoch finds it here. Without the
    // history, which only grows: copying it in every epoch would be slow in the end.
    pending_ = to_checkpoint(state.model, state.options);
    history_size_ = state.history.epochs.size();
    if (due(state)) write(state.history);
  }

  void on_train_end(TrainingState& state) override {
    if (pending_) write(state.history);
  }

 private:
  bool due(const TrainingState& state) const {
    if (state.epoch == state.epochs || state.stop) return true;
    if (options_.every_epochs > 0) return state.epoch % options_.every_epochs == 0;
    const auto elapsed = std::chrono::duration<double>(Clock::now() - saved_at_);
    return elapsed.count() >= options_.seconds;
  }

  void write(const History& history) {
    History whole_epochs{
        .epochs = {history.epochs.begin(),
                   history.epochs.begin() + static_cast<std::ptrdiff_t>(history_size_)}};
    set_history(*pending_, whole_epochs);
    pending_->job = options_.job;
    pending_->source = options_.source;
    io::save_checkpoint(options_.path, *pending_);
    pending_.reset();
    saved_at_ = Clock::now();
  }

  Checkpoint options_;
  Clock::time_point saved_at_;
  std::optional<io::Checkpoint> pending_;  ///< of the last whole epoch, not yet written
  std::size_t history_size_ = 0;           ///< epochs in the history then
};

}  // namespace

std::shared_ptr<Callback> Checkpoint::make() const {
  if (!(seconds >= 0) || every_epochs < 0) {
    throw Error(
        fmt::format("checkpoint: seconds = {} and every_epochs = {} must not be below 0; use 0 "
                    "seconds for every epoch",
                    seconds, every_epochs));
  }
  return std::make_shared<Saver>(*this);
}

}  // namespace ganglion::train
