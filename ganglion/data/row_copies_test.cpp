#include "ganglion/data/row_copies.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "ganglion/core/rng.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::data {
namespace {

using Row = std::vector<double>;

/// Groups of rows, each column hashed; the last one is the target.
std::vector<std::int64_t> groups_of(const std::vector<Row>& rows) {
  return copied_rows({.features = rows[0].size() - 1, .targets = 1}, [&](std::size_t i) {
    Column column{.name = "x"};
    for (const Row& row : rows) column.numbers.push_back(row[i]);
    return hashes_of(column);
  });
}

/// Uniform in 0, 1, …, values - 1.
double draw(std::uint64_t column, std::size_t row, double values) {
  return std::floor(values * random_uniform(7, column, row));
}

/// Rows with a class behind them, some of them copied: row i is row i % different.
std::vector<Row> copied_draws(std::size_t count, std::size_t different,
                              const std::vector<double>& sizes, double classes) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < count; ++i) {
    Row row;
    for (std::size_t c = 0; c < sizes.size(); ++c) row.push_back(draw(c, i % different, sizes[c]));
    row.push_back(draw(99, i % different, classes));
    rows.push_back(row);
  }
  return rows;
}

TEST(RowCopies, OfOversamplingAreFound) {
  const std::vector<std::vector<double>> columns = {
      {2000, 2000, 2000}, {1e5}, {1e5, 2}, {200, 17, 122, 99, 30}, {50, 50, 50, 50}};
  for (const auto& sizes : columns) {
    for (const std::size_t different : {10U, 60U, 100U, 114U}) {
      const auto groups = groups_of(copied_draws(120, different, sizes, 2));
      ASSERT_EQ(groups.size(), 120U) << sizes.size() << ' ' << different;
      EXPECT_EQ(groups[different], 0);
      EXPECT_NEAR(static_cast<double>(count_copies(groups)), 120.0 - double(different), 2);
    }
  }
}

OpposedRows opposed_in(const std::vector<Row>& rows) {
  return opposed_rows({.features = rows[0].size() - 1, .targets = 1}, [&](std::size_t i) {
    Column column{.name = "x"};
    for (const Row& row : rows) column.numbers.push_back(row[i]);
    return hashes_of(column);
  });
}

TEST(OpposedRows, AreThoseThatEqualRowsOutvote) {
  const OpposedRows found = opposed_in(
      {{1, 2, 0}, {3, 4, 1}, {5, 6, 0}, {3, 4, 0}, {3, 4, 1}, {1, 2, 0}, {5, 6, 1}, {7, 8, 1}});
  EXPECT_EQ(found.outvoted, 2) << "one of three 3, 4 and one of two 5, 6";
  EXPECT_EQ(found.first, 1);
  EXPECT_EQ(found.opponent, 3);
}

TEST(OpposedRows, AreNoneWhereTargetsAgree) {
  EXPECT_EQ(opposed_in({{1, 2, 0}, {1, 2, 0}, {1, 3, 1}, {1, 4, 1}}).outvoted, 0);
  EXPECT_EQ(opposed_in({{1, 2, 0}, {1, 3, 1}, {1, 4, 0}}).first, -1) << "no equal rows";
  EXPECT_EQ(opposed_in({{std::nan(""), 0}, {std::nan(""), 1}}).outvoted, 1) << "both missing";
}

TEST(RowCopies, AreNotEqualRowsOfCoarseColumns) {
  EXPECT_TRUE(groups_of(copied_draws(1000, 1000, {2, 2, 2}, 2)).empty());
  EXPECT_TRUE(groups_of(copied_draws(1000, 1000, {2, 3, 4, 5, 2}, 2)).empty());
  EXPECT_TRUE(groups_of(copied_draws(200, 200, {20}, 2)).empty());
  EXPECT_TRUE(groups_of(copied_draws(500, 500, {100, 4}, 3)).empty());
  EXPECT_TRUE(groups_of(std::vector<Row>(50, Row{1, 2})).empty());
}

TEST(RowCopies, AreNotEqualRowsOfDependentColumns) {
  std::vector<Row> rows;  // 30 answers that follow one opinion, as votes do
  for (std::size_t i = 0; i < 400; ++i) {
    const double opinion = draw(50, i, 2);
    Row row = {opinion};
    for (std::uint64_t c = 0; c < 16; ++c)
      row.push_back(draw(c, i, 20) == 0 ? 1 - opinion : opinion);
    rows.push_back(row);
  }
  EXPECT_TRUE(groups_of(rows).empty());
  for (std::size_t i = 0; i < rows.size(); ++i) {  // flags that are seldom set
    rows[i] = {draw(50, i, 2)};
    for (std::uint64_t c = 0; c < 10; ++c) rows[i].push_back(draw(c, i, 50) == 0 ? 1 : 0);
  }
  EXPECT_TRUE(groups_of(rows).empty());
}

/// A standard normal number.
double normal(std::uint64_t column, std::size_t row) {
  const double radius = std::sqrt(-2 * std::log(1 - random_uniform(7, column, row)));
  return radius * std::cos(6.283185307179586 * random_uniform(7, column + 1000, row));
}

double rounded(double value, double step) {
  return std::round(value / step) * step;
}

TEST(RowCopies, AreNotEqualRowsWithTargetsThatFollowFromThem) {
  std::vector<Row> rows(200);
  for (std::size_t i = 0; i < rows.size(); ++i) {  // 20 x 20 places and what is there
    const double x = draw(1, i, 20);
    const double y = draw(2, i, 20);
    rows[i] = {x, y, std::sin(x) + std::cos(y)};
  }
  EXPECT_TRUE(groups_of(rows).empty());
  for (std::size_t i = 0; i < rows.size(); ++i) {  // numbers of one decimal, which depend
    const double x = normal(1, i);
    const double y = x + 0.3 * normal(2, i);
    const double z = y + 0.3 * normal(3, i);
    rows[i] = {rounded(x, 0.1), rounded(y, 0.1), rounded(z, 0.1)};
    rows[i].push_back(rows[i][0] * rows[i][1] + std::exp(rows[i][2]));
  }
  EXPECT_TRUE(groups_of(rows).empty());
  for (std::size_t i = 0; i < rows.size(); ++i) {  // one feature decides
    rows[i] = {draw(1, i, 40), draw(2, i, 3), 0};
    rows[i][2] = 1.7 * rows[i][0];
  }
  EXPECT_TRUE(groups_of(rows).empty());
}

TEST(RowCopies, ThatAreFewDontCount) {
  EXPECT_TRUE(groups_of(copied_draws(1000, 1000, {1e6, 1e6}, 2)).empty());
  EXPECT_TRUE(groups_of(copied_draws(1000, 995, {1e6, 1e6}, 2)).empty());
  EXPECT_EQ(groups_of(copied_draws(1000, 985, {1e6, 1e6}, 2)).size(), 1000U);
}

TEST(RowCopies, AreComparedByValue) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto numbers = hashes_of(Column{.name = "x", .numbers = {0.0, -0.0, nan, -nan, 1.0}});
  EXPECT_EQ(numbers[0], numbers[1]);
  EXPECT_EQ(numbers[2], numbers[3]);
  EXPECT_NE(numbers[0], numbers[4]);
  const auto texts = hashes_of(
      Column{.name = "x", .kind = ColumnKind::category, .codes = {1, 0, -1}, .names = {"a", "b"}});
  const auto others =
      hashes_of(Column{.name = "y", .kind = ColumnKind::category, .codes = {0}, .names = {"b"}});
  EXPECT_EQ(texts[0], others[0]);
  EXPECT_NE(texts[1], texts[2]);
}

TEST(RowCopies, OfFilesHaveTheSameBytes) {
  const support::ScratchFolder folder;
  const std::vector<std::string> paths = {folder.write("a", "same"), folder.write("b", "other"),
                                          folder.write("c", "same"), folder.write("d", "some")};
  const auto hashes = hashes_of_files(paths);
  EXPECT_EQ(hashes[0], hashes[2]);
  EXPECT_NE(hashes[0], hashes[1]);
  EXPECT_NE(hashes[0], hashes[3]);
}

}  // namespace
}  // namespace ganglion::data
