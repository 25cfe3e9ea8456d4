#include "ganglion/train/diagnosis/evidence.h"

#include "ganglion/train/job/job_command.h"

namespace ganglion::train {

const Baseline* Evidence::linear() const {
  for (const Baseline& baseline : assessment().baselines) {
    if (baseline.name == "linear" || baseline.name == "logistic") return &baseline;
  }
  return nullptr;
}

std::string_view Evidence::loss_name() const {
  return result.job.task == data::Task::regression ? "squared error" : "log loss";
}

std::string Evidence::command(const std::function<void(Job&)>& change) const {
  Job job = asked;
  change(job);
  return command_of(job);
}

}  // namespace ganglion::train
