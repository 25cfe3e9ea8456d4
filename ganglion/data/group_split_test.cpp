#include "ganglion/data/group_split.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/support/error_of.h"

namespace ganglion::data {
namespace {

using Groups = std::vector<std::int64_t>;
using Labels = std::vector<std::int32_t>;

/// Groups of 1 to 7 rows, and the classes of their rows.
struct GroupedRows {
  Groups groups;
  Labels labels;
};

GroupedRows grouped_rows(std::int64_t count, bool pure) {
  GroupedRows rows;
  for (std::int64_t group = 0; group < count; ++group) {
    for (std::int64_t i = 0; i < 1 + group * 5 % 7; ++i) {
      rows.groups.push_back(group);
      rows.labels.push_back(static_cast<std::int32_t>((pure ? group : group + i * i) % 5 < 2));
    }
  }
  return rows;
}

double share_of_drawn(const GroupedRows& rows, const std::vector<std::uint8_t>& drawn,
                      std::int32_t label) {
  double all = 0;
  double taken = 0;
  for (std::size_t row = 0; row < drawn.size(); ++row) {
    if (rows.labels[row] != label) continue;
    ++all;
    taken += drawn[row];
  }
  return taken / all;
}

TEST(GroupSplit, KeepsGroupsWholeAndClassesInTheirShares) {
  for (const bool pure : {true, false}) {
    const GroupedRows rows = grouped_rows(100, pure);
    std::set<std::vector<std::uint8_t>> splits;
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
      const auto drawn =
          draw_groups(rows.groups, rows.labels, {.test_fraction = 0.25, .seed = seed});
      for (std::size_t row = 1; row < drawn.size(); ++row) {
        if (rows.groups[row] == rows.groups[row - 1]) {
          EXPECT_EQ(drawn[row], drawn[row - 1]);
        }
      }
      for (const std::int32_t label : {0, 1}) {
        EXPECT_NEAR(share_of_drawn(rows, drawn, label), 0.25, 0.05) << pure << seed;
      }
      EXPECT_EQ(draw_groups(rows.groups, rows.labels, {.test_fraction = 0.25, .seed = seed}),
                drawn);
      splits.insert(drawn);
    }
    EXPECT_EQ(splits.size(), 3U);
  }
}

TEST(GroupSplit, DrawsOneOfFewLargeGroups) {
  const Groups groups = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
  const auto drawn = draw_groups(groups, {}, {.test_fraction = 0.1});
  EXPECT_EQ(std::ranges::count(drawn, 1), 5);
  EXPECT_EQ(std::ranges::count(draw_groups(Groups{3, 3, 3}, {}, {}), 1), 0);
}

TEST(GroupSplit, LeavesRowsOfEachClass) {
  const Groups groups = {0, 0, 1, 1, 2, 2, 3, 4};
  const Labels labels = {0, 0, 1, 1, 1, 1, 2, 2};
  for (std::uint64_t seed = 1; seed < 20; ++seed) {
    const auto drawn = draw_groups(groups, labels, {.test_fraction = 0.6, .seed = seed});
    EXPECT_EQ(drawn[0], 0);
    EXPECT_EQ(drawn[2] + drawn[4], 1);
    EXPECT_EQ(drawn[6] + drawn[7], 1);
  }
}

TEST(GroupSplit, DealsGroupsEvenly) {
  const GroupedRows rows = grouped_rows(80, false);
  const std::vector<std::int64_t> folds = deal_groups(rows.groups, rows.labels, 4, 1);
  const auto count = static_cast<double>(folds.size());
  for (std::int64_t fold = 0; fold < 4; ++fold) {
    EXPECT_NEAR(static_cast<double>(std::ranges::count(folds, fold)) / count, 0.25, 0.02);
  }
  for (std::size_t row = 1; row < folds.size(); ++row) {
    if (rows.groups[row] == rows.groups[row - 1]) {
      EXPECT_EQ(folds[row], folds[row - 1]);
    }
  }
  EXPECT_EQ(support::error_of([] {
              deal_groups(Groups{0, 0, 5}, {}, 3, 1);
            }),
            "`cross_validate = 3`: there are only 2 groups of rows; use fewer folds");
}

}  // namespace
}  // namespace ganglion::data
