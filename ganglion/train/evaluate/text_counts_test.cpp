#include "ganglion/train/evaluate/text_counts.h"

#include <gtest/gtest.h>

namespace ganglion::train {
namespace {

TEST(TextCounts, TellTheMostFrequentFirst) {
  const data::Column column = {.name = "fruit",
                               .kind = data::ColumnKind::category,
                               .codes = {2, 0, -1, 2, 1, 0, 2, -1},
                               .names = {"apple", "pear", "plum", "quince"}};
  const TextCounts counts = text_counts(column, 2);
  EXPECT_EQ(counts.missing, 2);
  EXPECT_EQ(counts.distinct, 3) << "no row is a quince";
  ASSERT_EQ(counts.frequent.size(), 2U);
  EXPECT_EQ(counts.frequent[0].text, "plum");
  EXPECT_EQ(counts.frequent[0].rows, 3);
  EXPECT_EQ(counts.frequent[1].text, "apple");
  EXPECT_EQ(counts.frequent[1].rows, 2);
}

}  // namespace
}  // namespace ganglion::train
