#include "ganglion/train/job/job_split_keys.h"

#include "ganglion/train/job/job_key_forms.h"

namespace ganglion::train {

std::vector<JobKey> split_keys() {
  return {
      holdout_key("validation",
                  "validation set for early stopping: a fraction of the rows left after the test "
                  "split, or a file",
                  &Job::validation),
      holdout_key("test", "test set for the final scores: a fraction of the rows, or a file",
                  &Job::test),
      text_key("time_column", "COL",
               "split by time: train on the earliest rows by this column (dates or numbers), test "
               "on the latest [default: random split]",
               &Job::time_column),
      text_key("group", "COL",
               "rows with the same value of this column stay on one side of every split",
               &Job::group),
  };
}

}  // namespace ganglion::train
