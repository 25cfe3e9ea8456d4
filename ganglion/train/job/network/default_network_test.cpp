#include "ganglion/train/job/network/default_network.h"

#include <gtest/gtest.h>

#include "ganglion/train/job/job_toml.h"
#include "ganglion/train/run/run.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using data::SampleKind;
using data::Task;

TEST(DefaultAugmentation, ShiftsImagesOfClassesByAFourteenthOfTheirSide) {
  EXPECT_EQ(default_augmentation(SampleKind::image, {1, 28, 28}, Task::multiclass), "shift 2");
  EXPECT_EQ(default_augmentation(SampleKind::image, {3, 100, 32}, Task::binary), "shift 2");
  EXPECT_EQ(default_augmentation(SampleKind::image, {3, 224, 224}, Task::multilabel), "shift 16");
  EXPECT_EQ(default_augmentation(SampleKind::image, {1, 16, 16}, Task::multiclass), "shift 1");
  EXPECT_EQ(default_augmentation(SampleKind::image, {1, 8, 8}, Task::multiclass), "");
  EXPECT_EQ(default_augmentation(SampleKind::image, {1, 28, 28}, Task::regression), "");
  EXPECT_EQ(default_augmentation(SampleKind::signal, {1, 100}, Task::multiclass), "");
}

TEST(DefaultNetwork, HasTwoConvolutionsInABlockForManySmallImages) {
  const auto convolutions = [](const Shape& sample, std::int64_t rows) {
    const std::string text = default_network(SampleKind::image, sample, rows).text;
    std::size_t count = 0;
    for (std::size_t at = text.find("conv2d"); at != std::string::npos;
         at = text.find("conv2d", at + 1)) {
      ++count;
    }
    return count;
  };
  EXPECT_EQ(convolutions({1, 28, 28}, 9'999), 2U);
  EXPECT_EQ(convolutions({1, 28, 28}, 10'000), 4U);
  EXPECT_EQ(convolutions({3, 64, 64}, 10'000), 8U);
  EXPECT_EQ(convolutions({3, 64, 65}, 10'000), 4U);
  EXPECT_EQ(default_network(SampleKind::image, {1, 16, 16}, 10'000).text,
            "conv2d 32 3x3 same bias=no; batchnorm momentum=0.9; activation relu; "
            "conv2d 32 3x3 same bias=no; batchnorm momentum=0.9; activation relu; maxpool 2; "
            "conv2d 64 3x3 same bias=no; batchnorm momentum=0.9; activation relu; "
            "conv2d 64 3x3 same bias=no; batchnorm momentum=0.9; activation relu; maxpool 2; "
            "flatten; dropout 0.5; dense 128 relu");
}

TEST(DefaultAugmentation, StandsInTheJobAndIsNotForANetworkThatWasAskedFor) {
  const support::ScratchFolder folder;
  Job job{.data = "data/shapes", .epochs = 1, .threads = 1, .out = folder / "chosen"};
  const RunResult chosen = run(job, {});
  EXPECT_EQ(chosen.job.stated.augment.text(), "shift 2");
  Job again = read_job(chosen.folder + "/job.toml");
  again.out = folder / "again";
  EXPECT_EQ(run(again, {}).model_hash, chosen.model_hash);
  job.network = "conv2d 4 3x3 relu; flatten";
  job.out = folder / "asked";
  EXPECT_EQ(run(job, {}).job.stated.augment.text(), "");
}

}  // namespace
}  // namespace ganglion::train
