#include "ganglion/train/job/rows/name_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "ganglion/core/rng.h"
#include "ganglion/train/job/rows/read_job_data.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::train {
namespace {

using ::testing::HasSubstr;

/// 1,200 rows of a number and a name of three words, the last one of its own; the target is the
/// number and, with `weight`, whether the name begins with "old".
std::string named_rows(double weight) {
  std::string text = "x,name,y\n";
  for (std::uint64_t row = 0; row < 1200; ++row) {
    const bool old = random_bits(1, 0, row) % 2 == 0;
    const bool blue = random_bits(1, 1, row) % 2 == 0;
    const auto x = static_cast<double>(random_bits(1, 2, row) % 1000);
    const auto noise = static_cast<double>(random_bits(1, 3, row) % 1000);
    text += std::to_string(x) + (old ? ",old " : ",new ") + (blue ? "blue n" : "red n") +
            std::to_string(row) + "," + std::to_string(x + noise + (old ? weight : 0)) + "\n";
  }
  return text;
}

class NameWords : public ::testing::Test {
 protected:
  /// The job after its rows are read, and what was told of the words.
  Job read(double weight) {
    Job job = {.data = folder_.write("table.csv", named_rows(weight)), .targets = {"y"}};
    const Listener listener = {.chosen = [this](const Choice& choice) {
      if (choice.what == "words") told_ = choice.value + ": " + choice.reason;
    }};
    read_job_data(job, listener);
    return job;
  }

  support::ScratchFolder folder_;
  std::string told_;
};

TEST_F(NameWords, StayWhereTheyTellTheTarget) {
  EXPECT_EQ(read(1000).columns.at("name"), data::ColumnType::text);
  EXPECT_THAT(told_, HasSubstr("name used: val_loss of a linear model"));
}

TEST_F(NameWords, AreLeftOutWhereTheyTellNothing) {
  EXPECT_EQ(read(0).columns.at("name"), data::ColumnType::identifier);
  EXPECT_THAT(told_, HasSubstr("name left out: val_loss of a linear model"));
}

}  // namespace
}  // namespace ganglion::train
