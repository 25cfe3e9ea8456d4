#include "ganglion/train/job/job_class_keys.h"

#include "ganglion/train/job/job_key_forms.h"

namespace ganglion::train {

std::vector<JobKey> class_keys() {
  return {text_key("positive", "CLASS",
                   "positive class of a binary target, which f1, pr_auc, precision and recall are "
                   "about [default: the rarer class of the training rows]",
                   &Job::positive),
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
