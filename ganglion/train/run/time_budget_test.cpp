#include "ganglion/train/run/time_budget.h"

#include <gtest/gtest.h>

#include "ganglion/train/run/training_estimate.h"

namespace ganglion::train {
namespace {

TEST(TimeBudget, DividesWhatIsLeft) {
  EXPECT_FALSE(TimeBudget(std::nullopt).share(3));
  const TimeBudget hour(3600.0);
  EXPECT_NEAR(*hour.share(4), 900, 1);
  EXPECT_NEAR(*hour.share(1), 3600, 1);
  EXPECT_EQ(TimeBudget(0.0).share(2), 0.0);
}

/// Five networks on two threads are trained in three rounds.
TEST(TimeBudget, GivesTheNetworksOfARoundTheSame) {
  EXPECT_EQ(TimeBudget::rounds(5, 2), 3);
  EXPECT_EQ(TimeBudget::rounds(1, 8), 1);
  const TimeBudget budget(600.0);
  EXPECT_NEAR(*budget.share_of_network(0, 5, 2), 200, 1);
  EXPECT_NEAR(*budget.share_of_network(1, 5, 2), 200, 1);
  EXPECT_NEAR(*budget.share_of_network(2, 5, 2), 300, 1);
  EXPECT_NEAR(*budget.share_of_network(4, 5, 2), 600, 1);
}

TEST(TrainingEstimate, TellsOfLongTrainingsAndWhatTakesAThird) {
  EXPECT_EQ((TrainingEstimate{.seconds_per_epoch = 0.19, .epochs = 100}.text(100)), "");
  EXPECT_EQ((TrainingEstimate{.seconds_per_epoch = 2.4, .epochs = 100}.text(100)),
            "training takes about 4 min; `epochs = 20` for 48 s");
  EXPECT_EQ((TrainingEstimate{.seconds_per_epoch = 36, .epochs = 300}.text(300)),
            "training takes about 3.0 h; `epochs = 100` for 60 min");
  EXPECT_EQ((TrainingEstimate{.seconds_per_epoch = 36, .epochs = 1}.text(1)),
            "training takes about 36 s");
  EXPECT_EQ(
      (TrainingEstimate{.seconds_per_epoch = 2.4, .epochs = 100, .may_end_early = true}.text(100)),
      "training takes up to 4 min, less if the validation loss stops improving before; "
      "`epochs = 20` for 48 s");
  EXPECT_EQ((TrainingEstimate{.seconds_per_epoch = 2.4, .epochs = 100, .limit = 60}.text(100)),
            "training takes about 4 min, but ends after 60 s, as `time` says");
}

TEST(TrainingEstimate, TellsOfFoldsAfterTheFirst) {
  EXPECT_EQ(rest_of_folds(3.9, 5), "");
  EXPECT_EQ(rest_of_folds(48, 5), "; about 4 min for the rest");
}

}  // namespace
}  // namespace ganglion::train
