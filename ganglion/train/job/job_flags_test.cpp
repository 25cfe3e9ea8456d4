#include "ganglion/train/job/job_flags.h"

#include <gtest/gtest.h>

namespace ganglion::train {
namespace {

TEST(JobFlags, SettingsOfAJobAreFlags) {
  EXPECT_EQ(with_flags("use `time_column = day`"), "use --time-column day");
  EXPECT_EQ(with_flags("`picture` or `image`"), "--picture or --image");
  EXPECT_EQ(with_flags("start without `resume`"), "start without --resume");
}

TEST(JobFlags, DataHasNoFlag) {
  EXPECT_EQ(with_flags("`data`; `ganglion train DATA`"), "`data`; `ganglion train DATA`");
}

TEST(JobFlags, ThatACommandLacksAreThoseOfTrain) {
  const CommandFlags predict = {.command = "predict", .flags = {"--header", "--skip-rows"}};
  EXPECT_EQ(with_flags("`skip_rows = 1`; `fill = linear` interpolates it", predict),
            "--skip-rows 1; --fill linear (an option of train, not of predict) interpolates it");
  EXPECT_EQ(with_flags("`ganglion train DATA`", predict), "`ganglion train DATA`");
}

}  // namespace
}  // namespace ganglion::train
