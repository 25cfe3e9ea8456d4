#include "ganglion/data/features/bins.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/features/preprocessing.h"

namespace ganglion::data {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatEq;
using ::testing::IsEmpty;

std::vector<float> bins_of(double x, const std::vector<double>& edges) {
  std::vector<float> features(edges.size() - 1);
  write_bins(x, edges, features);
  return features;
}

TEST(Bins, HaveTheirEdgesAtQuantiles) {
  std::vector<double> values;
  for (int i = 100; i >= 0; --i) values.push_back(i * i);
  values.push_back(std::numeric_limits<double>::quiet_NaN());
  EXPECT_THAT(quantile_edges(values, 4), ElementsAre(0, 625, 2500, 5625, 10000));
  EXPECT_THAT(quantile_edges(values, 4, 102), IsEmpty());
}

TEST(Bins, AreFewerWhereManyValuesAreEqual) {
  EXPECT_THAT(quantile_edges({0, 0, 0, 0, 0, 0, 0, 1, 2}, 4), ElementsAre(0, 2));
  EXPECT_THAT(quantile_edges({3, 3, 3}, 4), IsEmpty());
  EXPECT_THAT(quantile_edges({}, 4), IsEmpty());
}

/// Gorishniy et al. 2022, figure 2: full bins, a part of the one that holds x, empty ones.
TEST(Bins, TellHowMuchOfThemLiesBelow) {
  const std::vector<double> edges = {0, 1, 3, 7};
  EXPECT_THAT(bins_of(4, edges), ElementsAre(1, 1, FloatEq(0.25F)));
  EXPECT_THAT(bins_of(1, edges), ElementsAre(1, 0, 0));
  EXPECT_THAT(bins_of(-9, edges), ElementsAre(0, 0, 0));
  EXPECT_THAT(bins_of(99, edges), ElementsAre(1, 1, 1));
}

/// What is crossed of all bins adds up to the way from the first edge.
TEST(Bins, AddUpToTheNumber) {
  const std::vector<double> edges = {-2, -0.5, 0.25, 4};
  for (const double x : {-2.0, -1.1, -0.5, 0.0, 1.7, 4.0}) {
    const std::vector<float> shares = bins_of(x, edges);
    double sum = edges[0];
    for (std::size_t i = 0; i < shares.size(); ++i) {
      sum += (edges[i + 1] - edges[i]) * static_cast<double>(shares[i]);
    }
    EXPECT_NEAR(sum, x, 1e-6);
  }
}

/// 40 rows: x from 0 to 39 with a hole, and z of 3 values.
Table forty_rows() {
  std::string text = "x,z,y\n";
  for (int i = 0; i < 40; ++i) {
    text += (i == 20 ? std::string() : std::to_string(i)) + ',' + std::to_string(i % 3) + ',' +
            std::to_string(i % 2) + '\n';
  }
  return parse_table(text, "train.csv");
}

TEST(Bins, StandBesideTheScaledColumnAndBeforeItsFlag) {
  const Table table = forty_rows();
  const std::vector<std::string> target = {"y"};
  const auto fitted = Preprocessing::fit(table, target, Task::binary, {.bins = 3});
  EXPECT_THAT(fitted.feature_names(), ElementsAre("x", "x bin 1 of 3", "x bin 2 of 3",
                                                  "x bin 3 of 3", "x is missing", "z"));
  EXPECT_THAT(fitted.bin_features(), ElementsAre(false, true, true, true, false, false));
  const Dataset rows = fitted.apply(parse_table("x,z\n0,1\n39,1\n,1\n", "new.csv"), false);
  const auto values = rows.features.values<float>();
  EXPECT_THAT(std::vector(values.begin() + 1, values.begin() + 5), ElementsAre(0, 0, 0, 0));
  EXPECT_THAT(std::vector(values.begin() + 7, values.begin() + 11), ElementsAre(1, 1, 1, 0));
  // A hole counts as the mean, 760 / 39.
  const auto filled = bins_of(760.0 / 39, fitted.state().features[0].edges);
  EXPECT_THAT(std::vector(values.begin() + 13, values.begin() + 16),
              ElementsAre(FloatEq(filled[0]), FloatEq(filled[1]), FloatEq(filled[2])));
}

TEST(Bins, OfSingleColumnsTakePrecedence) {
  const std::vector<std::string> target = {"y"};
  const auto fitted = Preprocessing::fit(forty_rows(), target, Task::binary,
                                         {.bins = 3, .bins_of = {{"x", 0}, {"z", 2}}});
  EXPECT_EQ(fitted.state().features[0].bins(), 0);
  EXPECT_THAT(fitted.state().features[1].edges, ElementsAre(0, 1, 2));
}

TEST(Bins, AreCutBehindTheTransform) {
  const std::vector<std::string> target = {"y"};
  const auto fitted =
      Preprocessing::fit(forty_rows(), target, Task::binary,
                         {.bins_of = {{"x", 2}}, .types = {{"x", ColumnType::log}}});
  const FeatureColumn& x = fitted.state().features[0];
  // The median of 0 … 39 without 20.
  EXPECT_NEAR(x.edges[1], std::log1p(19 / x.transform.unit), 1e-9);
}

}  // namespace
}  // namespace ganglion::data
