#include "ganglion/data/split.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "ganglion/core/error.h"

namespace ganglion::data {
namespace {

/// Labels with the given number of rows of class 0, 1, …
std::vector<std::int32_t> labels_of(const std::vector<int>& counts) {
  std::vector<std::int32_t> labels;
  for (std::size_t c = 0; c < counts.size(); ++c) {
    labels.insert(labels.end(), static_cast<std::size_t>(counts[c]), static_cast<std::int32_t>(c));
  }
  return labels;
}

std::vector<int> tested(const std::vector<int>& counts, const SplitOptions& options) {
  const auto labels = labels_of(counts);
  std::vector<int> result(counts.size());
  for (auto row : split_rows(static_cast<std::int64_t>(labels.size()), labels, options).test) {
    ++result[static_cast<std::size_t>(labels[static_cast<std::size_t>(row)])];
  }
  return result;
}

TEST(Split, StratifiesByLargestRemainder) {
  EXPECT_EQ(tested({50, 50, 50}, {}), (std::vector<int>{10, 10, 10}));
  // 14 rows, 0.25: total round(3.5) = 4; exact shares 4 * {8, 4, 2} / 14 = {2.29, 1.14, 0.57}.
  EXPECT_EQ(tested({8, 4, 2}, {.test_fraction = 0.25}), (std::vector<int>{2, 1, 1}));
  EXPECT_EQ(tested({5, 5}, {.test_fraction = 0.5}), (std::vector<int>{3, 2}));
}

TEST(Split, KeepsAClassWithOneRowForTraining) {
  EXPECT_EQ(tested({1, 9}, {.test_fraction = 0.5}), (std::vector<int>{0, 5}));
  EXPECT_EQ(tested({1, 1, 1}, {.test_fraction = 0.4}), (std::vector<int>{0, 0, 0}));
}

TEST(Split, IsFixedBySeed) {
  const auto first = split_rows(100, {}, {.seed = 7});
  EXPECT_EQ(first.test, split_rows(100, {}, {.seed = 7}).test);
  EXPECT_NE(first.test, split_rows(100, {}, {.seed = 8}).test);
  EXPECT_EQ(first.test.size(), 20u);
}

TEST(Split, LeavesARowOnEachSide) {
  EXPECT_EQ(split_rows(2, {}, {.test_fraction = 0.01}).test.size(), 1u);
  EXPECT_EQ(split_rows(2, {}, {.test_fraction = 0.99}).train.size(), 1u);
}

TEST(Split, RefusesWhatCannotBeSplit) {
  for (double fraction : {0.0, 1.0, -0.1, 1.5, std::nan("")}) {
    EXPECT_THROW(split_rows(10, {}, {.test_fraction = fraction}), Error) << fraction;
  }
  EXPECT_THROW(split_rows(0, {}), Error);
  EXPECT_THROW(split_rows(1, {}), Error);
  EXPECT_THROW(split_rows(3, std::vector<std::int32_t>{0, 1}), Error);
}

TEST(Split, SplitsADataset) {
  Dataset data;
  data.features = Tensor(Shape{10, 1});
  for (int i = 0; i < 10; ++i) {
    data.features.values<float>()[static_cast<std::size_t>(i)] = static_cast<float>(i);
  }
  data.targets = Tensor::of<std::int32_t>(Shape{10}, {0, 1, 0, 1, 0, 1, 0, 1, 0, 1});
  const auto [train, test] = split(data, {.test_fraction = 0.4, .seed = 3});
  EXPECT_EQ(train.rows(), 6);
  const auto classes = test.targets.values<std::int32_t>();
  EXPECT_EQ(std::count(classes.begin(), classes.end(), 1), 2);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(static_cast<int>(test.features.values<float>()[i]) % 2, classes[i]);
  }
}

RC_GTEST_PROP(SplitProperty, SharesAreExactToRounding, ()) {
  const auto counts =
      *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(2, 60)));
  const double fraction = *rc::gen::inRange(1, 100) / 100.0;
  const auto labels = labels_of(counts);
  const auto rows = static_cast<std::int64_t>(labels.size());
  const auto parts = split_rows(rows, labels, {.test_fraction = fraction});
  auto all = parts.train;
  all.insert(all.end(), parts.test.begin(), parts.test.end());
  std::sort(all.begin(), all.end());
  for (std::int64_t row = 0; row < rows; ++row)
    RC_ASSERT(all[static_cast<std::size_t>(row)] == row);
  RC_ASSERT(all.size() == labels.size());
  const auto classes = static_cast<std::int64_t>(counts.size());
  const auto total = static_cast<std::int64_t>(parts.test.size());
  RC_ASSERT(total == std::min(std::clamp<std::int64_t>(
                                  std::llround(fraction * static_cast<double>(rows)), 1, rows - 1),
                              rows - classes));
  const auto test = tested(counts, {.test_fraction = fraction});
  for (std::size_t c = 0; c < counts.size(); ++c) {
    const double exact =
        static_cast<double>(counts[c]) * static_cast<double>(total) / static_cast<double>(rows);
    RC_ASSERT(test[c] < counts[c]);
    if (fraction <= 0.5) RC_ASSERT(std::abs(test[c] - exact) < 1.0 + 1e-9);
  }
}

}  // namespace
}  // namespace ganglion::data
