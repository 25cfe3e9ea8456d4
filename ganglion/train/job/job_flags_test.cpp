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

}  // namespace
}  // namespace ganglion::train
