#include <fmt/format.h>

#include "ganglion/train/job/network/resolved_job.h"
#include "studio/run.h"
#include "studio/settings.h"

/// What may change while a network is trained.
namespace ganglion::studio {
namespace {

using io::Json;

std::string shown_setting(const train::ResolvedJob& job, const std::string& key) {
  return key == "l2" ? fmt::format("{}", job.stated.l2.value_or(0.0))
                     : fmt::format("{}", job.batch_size);
}

}  // namespace

void Run::set_running(const std::string& key, const Json& value) {
  if (key != "learning_rate" && key != "batch_size" && key != "l2") {
    throw ApiError(409,
                   "only the learning rate, the batch size and L2 can be changed while a network "
                   "is trained; reset the run first, or start a new one",
                   key);
  }
  if (status() == Trainer::Status::finished || status() == Trainer::Status::failed) {
    throw ApiError(409, "this training has ended; reset it, or start a new run", key);
  }
  if (key != "l2" && resolved_->stated.schedule->text() != "constant") {
    throw ApiError(409,
                   fmt::format("the schedule \"{}\" says what the learning rate is in each step; "
                               "reset the run, and set the schedule to constant",
                               resolved_->stated.schedule->text()),
                   key);
  }
  if (key == "learning_rate") return set_rate(value);
  set_between_epochs(key, value);
}

void Run::set_rate(const Json& value) {
  const std::string key = "learning_rate";
  train::Job changed = job_;
  const double before = job_.learning_rate.value_or(resolved_->optimizer.learning_rate());
  change(changed, key, value);
  if (!changed.learning_rate || !(*changed.learning_rate > 0)) {
    throw ApiError(400, "the learning rate must be a number above 0", key);
  }
  trainer_->set_learning_rate(*changed.learning_rate);
  marks_.emplace_back(trainer_->progress().epochs, fmt::format("learning_rate {:.4g} -> {:.4g}",
                                                               before, *changed.learning_rate));
  job_.learning_rate = changed.learning_rate;
}

/// Batch size and penalties are part of the graph that is trained: another one begins with an
/// epoch.
void Run::set_between_epochs(const std::string& key, const Json& value) {
  train::Job stated = resolved_->stated;
  change(stated, key, value);
  auto next = std::make_shared<const train::ResolvedJob>(
      train::resolve(std::move(stated), material_->rows, {}));
  const std::string before = shown_setting(*resolved_, key);
  if (!trainer_->change(next)) {
    throw ApiError(409, "no epoch is left to begin with it; reset the run, or start a new one",
                   key);
  }
  marks_.emplace_back(trainer_->progress().epochs,
                      fmt::format("{} {} -> {}", key, before, shown_setting(*next, key)));
  change(job_, key, value);
  resolved_ = std::move(next);
}

}  // namespace ganglion::studio
