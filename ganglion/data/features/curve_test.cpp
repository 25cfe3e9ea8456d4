#include "ganglion/data/features/curve.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/features/preprocessing.h"

namespace ganglion::data {
namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

TEST(Curves, LogCountsRatiosAndTakesAnySign) {
  // The geometric mean of the sizes that are not 0 is the unit: 1, 8, 64.
  const Transform transform = fit_transform(TransformKind::log, {0, 1, kMissing, -8, 64, 0});
  EXPECT_EQ(transform.kind, TransformKind::log);
  EXPECT_DOUBLE_EQ(transform.unit, 8);
  EXPECT_EQ(transform(0), 0);
  EXPECT_DOUBLE_EQ(transform(8), std::log(2.0));
  EXPECT_DOUBLE_EQ(transform(-24), -std::log(4.0));
}

TEST(Curves, RobustIsStraightInTheMiddle) {
  // Quartiles 1 and 3, median 2; the outlier has no say.
  const Transform transform = fit_transform(TransformKind::robust, {0, 1, 2, 3, 1e6});
  EXPECT_EQ(transform.centre, 2);
  EXPECT_DOUBLE_EQ(transform.unit, 2 * 0.7413);
  EXPECT_DOUBLE_EQ(transform(2 + 3 * transform.unit), 3);
  EXPECT_DOUBLE_EQ(transform(2 - transform.unit), -1);
  EXPECT_DOUBLE_EQ(transform(2 + 4 * transform.unit), 3 + std::log(2.0));
  EXPECT_DOUBLE_EQ(transform(2 - 4 * transform.unit), -3 - std::log(2.0));
  const double step = 1e-6;  // no corner where it bends
  EXPECT_NEAR((transform(2 + (3 + step) * transform.unit) - 3) / step, 1, 1e-5);
}

TEST(Curves, CanBeUndone) {
  for (const TransformKind kind :
       {TransformKind::none, TransformKind::log, TransformKind::robust}) {
    const Transform transform{
        .kind = kind, .centre = kind == TransformKind::robust ? 5.0 : 0.0, .unit = 2};
    for (const double x : {-100.0, -3.0, 0.0, 4.5, 11.0, 1e5}) {
      EXPECT_NEAR(transform.inverse(transform(x)), x, 1e-9 * std::abs(x) + 1e-12);
    }
  }
}

TEST(Curves, WithoutSpreadThereIsNoBend) {
  EXPECT_EQ(fit_transform(TransformKind::log, {0, 0}).kind, TransformKind::none);
  EXPECT_EQ(fit_transform(TransformKind::log, {kMissing}).kind, TransformKind::none);
  EXPECT_EQ(fit_transform(TransformKind::robust, {0, 0, 0, 0, 0, 7}).kind, TransformKind::none);
  EXPECT_EQ(fit_transform(TransformKind::robust, {}).kind, TransformKind::none);
}

/// exp of evenly spread numbers: many small values, few large ones.
std::vector<double> incomes(int count, double spread) {
  std::vector<double> values;
  for (int i = 0; i < count; ++i) values.push_back(std::exp(spread * (i % 97) / 97.0));
  return values;
}

TEST(Curves, AreWantedWhereMostValuesAreSmall) {
  EXPECT_FALSE(skewness_for_log(incomes(2000, 2)));  // skewed by 0.9 only
  auto values = incomes(2000, 2);
  for (std::size_t i = 0; i < 20; ++i) values[100 * i] = 300;
  EXPECT_GT(skewness_for_log(values).value_or(0), 3);
  EXPECT_FALSE(skewness_for_log({values.begin(), values.begin() + 900}));  // too few rows
  values[0] = -1;
  EXPECT_FALSE(skewness_for_log(values));
  std::vector<double> rare(2000, 0.0);  // skewed, but what is there is of one size
  for (std::size_t i = 0; i < 20; ++i) rare[100 * i] = 200;
  EXPECT_FALSE(skewness_for_log(rare));
}

TEST(Curves, AreFittedToTheTrainingRowsAndScaled) {
  const std::vector<std::string> target = {"y"};
  const auto p =
      Preprocessing::fit(parse_table("x,y\n0,0\n1,1\n3,0\n,1\n9,0\n", "t"), target, Task::binary,
                         {.clip = false, .types = {{"x", ColumnType::log}}});
  const FeatureColumn& column = p.state().features[0];
  EXPECT_DOUBLE_EQ(column.transform.unit, 3);
  double mean = 0;
  for (const double x : {0, 1, 3, 9}) mean += std::log(1 + x / 3.0) / 4;
  EXPECT_DOUBLE_EQ(column.mean, mean);
  EXPECT_DOUBLE_EQ(column.fill, 3 * std::expm1(mean));
  const Tensor features = p.apply(parse_table("x\n27\n\nNA\n", "t"), false).features;
  const auto values = features.values<float>();
  EXPECT_FLOAT_EQ(values[0], static_cast<float>((std::log(10.0) - mean) / column.std));
  EXPECT_NEAR(values[2], 0, 1e-6);
  EXPECT_EQ(values[3], 1);
}

TEST(Curves, AreChosenBySkewAndRefusedOnDemand) {
  std::string csv = "x,y\n";
  const auto values = incomes(2000, 2);
  for (std::size_t i = 0; i < values.size(); ++i) {
    csv += std::to_string(i % 100 == 0 ? 300 : values[i]) + (i % 2 ? ",1\n" : ",0\n");
  }
  const Table table = parse_table(csv, "t");
  const std::vector<std::string> target = {"y"};
  const auto chosen = Preprocessing::fit(table, target, Task::binary);
  EXPECT_EQ(chosen.state().features[0].transform.kind, TransformKind::log);
  ASSERT_EQ(chosen.notes().size(), 1U);
  EXPECT_EQ(chosen.notes()[0].to_string().find("column \"x\": a few very large values (skewness "),
            0U)
      << chosen.notes()[0].to_string();
  EXPECT_NE(chosen.notes()[0].text.find("`columns = x=linear`"), std::string::npos);
  const auto linear =
      Preprocessing::fit(table, target, Task::binary, {.types = {{"x", ColumnType::linear}}});
  EXPECT_EQ(linear.state().features[0].transform.kind, TransformKind::none);
  EXPECT_TRUE(linear.notes().empty());
}

}  // namespace
}  // namespace ganglion::data
