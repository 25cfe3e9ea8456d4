#include "ganglion/train/job/job_class_keys.h"

#include <fmt/format.h>

#include "ganglion/train/job/job_key_forms.h"

namespace ganglion::train {
namespace {

using Values = std::vector<std::string>;
using Maybe = std::optional<std::string>;

JobKey threshold_key() {
  return {"threshold", "X|f1",
          "probability above which the positive class is predicted; f1: by validation rows",
          [](Job& job, const Values& values) { job.threshold = to_threshold(single(values)); },
          [](const Job& job) {
            const bool fixed = job.threshold.goal == nn::ThresholdRule::Goal::fixed;
            return Maybe(fixed ? toml_number(job.threshold.value) : toml_text("f1"));
          }};
}

JobKey cost_key() {
  return {"cost", "FP:FN",
          "costs of false positives and negatives (1:10): the threshold that costs least",
          [](Job& job, const Values& values) { job.cost = to_costs(single(values)); },
          [](const Job& job) {
            if (!job.cost) return Maybe();
            return Maybe(toml_text(
                fmt::format("{}:{}", job.cost->false_positive, job.cost->false_negative)));
          }};
}

}  // namespace

std::vector<JobKey> class_keys() {
  return {text_key("positive", "CLASS",
                   "positive class of a binary target, which f1, pr_auc, precision and recall are "
                   "about [default: the rarer class of the training rows]",
                   &Job::positive),
          threshold_key(), cost_key(),
          choice_key("class_weight", "HOW",
                     "none, or balanced: classes weighted by inverse frequency in the loss",
                     &Job::class_weight, {"none", "balanced"},
                     {ClassWeight::none, ClassWeight::balanced}),
          choice_key("calibration", "HOW",
                     "auto: temperature scaling, fitted to the validation set, if it lowers its "
                     "log loss; or none",
                     &Job::calibration, {"auto", "none"}, {true, false})};
}

}  // namespace ganglion::train
