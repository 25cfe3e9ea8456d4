#include "ganglion/train/evaluate/cross_validation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>

#include "ganglion/core/error.h"

namespace ganglion::train {
namespace {

TEST(CrossValidation, FoldsHaveEqualSharesOfEachClass) {
  std::vector<std::int32_t> labels;
  for (int i = 0; i < 103; ++i) labels.push_back(i % 10 == 0 ? 1 : 0);
  const auto fold_of = deal_folds(103, labels, 5, 3);
  std::map<std::int64_t, int> sizes;
  std::map<std::int64_t, int> rare;
  for (std::size_t i = 0; i < fold_of.size(); ++i) {
    ++sizes[fold_of[i]];
    rare[fold_of[i]] += labels[i];
  }
  ASSERT_EQ(sizes.size(), 5U);
  for (const auto& [fold, size] : sizes) {
    EXPECT_TRUE(size == 20 || size == 21) << fold;
    EXPECT_TRUE(rare[fold] == 2 || rare[fold] == 3) << fold;
  }
  EXPECT_EQ(deal_folds(103, labels, 5, 3), fold_of);
  EXPECT_NE(deal_folds(103, labels, 5, 4), fold_of);
  EXPECT_THROW(deal_folds(4, {}, 5, 1), Error);
}

TEST(CrossValidation, MeanAndItsStandardError) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  const CrossValidation result = summary_of({{.metrics = {{"accuracy", 0.8}, {"roc_auc", 1.0}}},
                                             {.metrics = {{"accuracy", 0.9}, {"roc_auc", kNaN}}},
                                             {.metrics = {{"accuracy", 1.0}, {"roc_auc", 0.5}}}});
  EXPECT_EQ(result.folds, 3);
  EXPECT_NEAR(result.metrics[0].mean, 0.9, 1e-12);
  EXPECT_NEAR(result.metrics[0].standard_error, 0.1 / std::sqrt(3.0), 1e-12);
  EXPECT_NEAR(result.metrics[1].mean, 0.75, 1e-12) << "of the folds where it is defined";
  EXPECT_EQ(result.to_string(), "accuracy 0.9000 ± 0.0577, roc_auc 0.7500 ± 0.2500 (of 2 folds)");
  EXPECT_EQ(result.to_json().at("defined_in").integer("roc_auc"), 2);
}

}  // namespace
}  // namespace ganglion::train
