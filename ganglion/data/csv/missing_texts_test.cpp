#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "ganglion/data/arff/arff.h"
#include "ganglion/data/csv/parse_table.h"

namespace ganglion::data {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::int64_t missing_in_column(const Table& table, const std::string& name) {
  const Column& column = table.column(name);
  std::int64_t count = 0;
  for (std::int64_t row = 0; row < column.rows(); ++row) count += column.is_missing(row) ? 1 : 0;
  return count;
}

TEST(MissingTexts, HoldForTheirColumnOnly) {
  const std::string text = "a,b,c\n-1,-1,x\n2,3,-1\n-1,5,y\n4,?,-1\n";
  const Table table =
      parse_table(text, "t.csv", {.missing_of = {{"a", {"-1"}}, {"c", {"-1", "x"}}}});
  EXPECT_EQ(missing_in_column(table, "a"), 2);
  EXPECT_EQ(missing_in_column(table, "b"), 1);  // the usual ones hold besides
  EXPECT_EQ(missing_in_column(table, "c"), 3);
  EXPECT_EQ(table.column("b").numbers[0], -1);
  EXPECT_THAT(table.column("c").names, ElementsAre("y"));
}

TEST(MissingTexts, ThatNobodyDeclaredAreNoted) {
  const std::string text = "a,b,c,d\n1,x,,u\nNA,?,2,\n-,x,3,v\n4,x,5,u\n";
  const auto undeclared = [&](const CsvOptions& options) {
    std::vector<std::string> found;
    const Table table = parse_table(text, "t.csv", options);
    for (const Column& column : table.columns()) found.push_back(column.undeclared);
    return found;
  };
  EXPECT_THAT(undeclared({}), ElementsAre("NA", "?", "", ""));
  EXPECT_THAT(undeclared({.declared_missing = {"NA"}}), ElementsAre("-", "?", "", ""));
  EXPECT_THAT(undeclared({.declared_missing = {"NA"}, .missing_of = {{"a", {"-"}}, {"b", {"?"}}}}),
              ElementsAre("", "", "", ""));
  const Table table = parse_table(text, "t.csv");
  ASSERT_EQ(table.notes().size(), 2U);
  EXPECT_EQ(table.notes()[0].to_string(), "column \"a\": \"NA\" is read as a missing value");
  EXPECT_FALSE(table.notes()[0].is_shown());
}

/// As the Microsoft runtime writes them: what is infinite is not missing.
TEST(MissingTexts, AreNoInfiniteNumbers) {
  const Table table = parse_table("a,b\n1,1\n1.#IND,1.#INF\n-1.#QNAN,3\n4,4\n", "t.csv");
  EXPECT_EQ(missing_in_column(table, "a"), 2);
  EXPECT_EQ(missing_in_column(table, "b"), 0);
}

TEST(MissingTexts, OfTextsAmongAnswersAreNoted) {
  const Table table = parse_table("a,b\nyes,1\nno,2\nnone,3\nyes,4\n", "t.csv");
  EXPECT_EQ(table.column("a").undeclared, "none");
  EXPECT_EQ(missing_in_column(table, "a"), 1);
}

TEST(MissingTexts, OfArffAreDeclaredByItsQuestionMark) {
  const std::string head = "@relation t\n@attribute a numeric\n@attribute b numeric\n@data\n";
  const Table table = parse_arff(head + "?,-9\n1,2\n", "t.arff", {.missing_of = {{"b", {"-9"}}}});
  EXPECT_EQ(missing_in_column(table, "a"), 1);
  EXPECT_EQ(missing_in_column(table, "b"), 1);
  EXPECT_THAT(table.notes(), IsEmpty());
  EXPECT_EQ(parse_arff(head + "NA,1\n1,2\n", "t.arff", {}).column("a").undeclared, "NA");
}

}  // namespace
}  // namespace ganglion::data
