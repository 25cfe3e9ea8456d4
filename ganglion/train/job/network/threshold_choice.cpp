#include "ganglion/train/job/network/threshold_choice.h"

#include <fmt/format.h>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"

namespace ganglion::train {

using Goal = nn::ThresholdRule::Goal;

nn::ThresholdRule threshold_choice(const Job& job, const JobData& data) {
  if (job.cost && job.threshold != nn::ThresholdRule{}) {
    throw Error("`threshold` and `cost` both choose the threshold; give one of them");
  }
  nn::ThresholdRule rule = job.threshold;
  if (job.cost) rule = {.goal = Goal::cost, .costs = *job.cost};
  if (rule == nn::ThresholdRule{}) return rule;
  const char* key = job.cost ? "cost" : "threshold";
  const data::Task task = data.preprocessing.state().task;
  if (task != data::Task::binary) {
    throw Error(fmt::format("{} is for the task binary, which has two classes; the task is {}; "
                            "leave it out",
                            setting(key), name_of(task)),
                {.setting = key});
  }
  if (rule.goal != Goal::fixed && !data.validation) {
    throw Error(fmt::format("{} chooses the threshold on validation rows, and there are none; use "
                            "`validation = 0.2`, or give the threshold itself",
                            setting(key)),
                {.setting = "validation", .value = "0.2"});
  }
  return rule;
}

}  // namespace ganglion::train
