#include "ganglion/data/arff/arff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "ganglion/core/error.h"
#include "ganglion/data/read/read_table.h"
#include "tests/support/error_of.h"

namespace ganglion::data {
namespace {

using support::error_of;
using ::testing::HasSubstr;

using Names = std::vector<std::string>;

std::string arff_error(const std::string& text) {
  return error_of([&] { parse_arff(text, "t.arff"); });
}

const std::string kHead =
    "% made by hand\n@RELATION 'a b'\n\n@Attribute n NUMERIC\n@attribute 'c d' {red, 'dark blue'}\n"
    "@attribute s string\r\n@DATA\n";

TEST(Arff, ReadsDenseRows) {
  const Table table =
      parse_arff(kHead + "1.5, red, 'it\\'s'\n% no\n?,'dark blue',?\n-2,red,\"a,b\"\n", "t");
  EXPECT_EQ(table.names(), (Names{"n", "c d", "s"}));
  ASSERT_EQ(table.rows(), 3);
  EXPECT_EQ(table.column("n").numbers[2], -2);
  EXPECT_TRUE(table.column("n").is_missing(1));
  EXPECT_EQ(table.column("c d").text(1), "dark blue");
  EXPECT_EQ(table.column("s").text(0), "it's");
  EXPECT_EQ(table.column("s").text(2), "a,b");
  EXPECT_TRUE(table.column("s").is_missing(1));
  EXPECT_EQ(table.place(1), "t:10");
}

TEST(Arff, ReadsSparseRows) {
  const Table table = parse_arff(kHead + "{0 4, 2 x}\n{1 'dark blue'}\n{}\n", "t");
  EXPECT_EQ(table.column("n").numbers, (std::vector<double>{4, 0, 0}));
  EXPECT_EQ(table.column("c d").text(0), "red");
  EXPECT_EQ(table.column("c d").text(1), "dark blue");
  EXPECT_EQ(table.column("s").text(0), "x");
}

TEST(Arff, ReadsWhatKeelWrites) {
  const Table table = parse_arff(
      "@relation iris\n@attribute a real [4.3, 7.9]\n@attribute class{x,y}\n@inputs a\n"
      "@outputs class\n@data\n5.1, x\n4.9, y\n",
      "t");
  EXPECT_EQ(table.names(), (Names{"a", "class"}));
}

TEST(Arff, IsKnownByItsContent) {
  EXPECT_TRUE(is_arff("% hello\n\n  @Relation x"));
  EXPECT_FALSE(is_arff("a,b\n1,2\n"));
  EXPECT_FALSE(is_arff("%"));
}

TEST(Arff, NamesWhatIsWrong) {
  EXPECT_THAT(arff_error(kHead + "1,green,s\n"),
              HasSubstr("t.arff:8:3: the attribute \"c d\" has no value "
                        "\"green\"; there are \"red\", \"dark blue\""));
  EXPECT_THAT(arff_error(kHead + "x,red,s\n"), HasSubstr("t.arff:8:1: \"x\" is not a number"));
  EXPECT_THAT(arff_error(kHead + "1,red\n"), HasSubstr("t.arff:8:6: this row has 2 values"));
  EXPECT_THAT(arff_error(kHead + "1,red,s,4\n"),
              HasSubstr("t.arff:8:8: this row has text after its 3 values"));
  EXPECT_THAT(arff_error(kHead + "1,'red,s\n"),
              HasSubstr("t.arff:8:3: this quote is never closed"));
  EXPECT_THAT(arff_error(kHead + "{9 1}\n"), HasSubstr("is not a valid attribute index"));
  EXPECT_THAT(arff_error(kHead + "{1 red, 0 1}\n"), HasSubstr("is not a valid attribute index"));
  EXPECT_THAT(arff_error(kHead), HasSubstr("no rows after @data"));
  EXPECT_THAT(arff_error("@relation a\n"), HasSubstr("no @attribute"));
  EXPECT_THAT(arff_error("@relation a\n@attribute a numeric\n"), HasSubstr("no @data"));
  EXPECT_THAT(arff_error("@relation a\n@attribute a relational\n"),
              HasSubstr("t.arff:2:14: unsupported type"));
  EXPECT_THAT(arff_error("@relation a\n@attribute a {x\n"), HasSubstr("unclosed list"));
  EXPECT_THAT(arff_error("@relation a\n@atribute a numeric\n"), HasSubstr("unknown declaration"));
  EXPECT_THAT(arff_error("@attribute a real\n@attribute a real\n@data\n1,2\n"),
              HasSubstr("both named"));
}

TEST(Arff, ReadsRealFiles) {
  const std::string folder = std::string(GANGLION_SOURCE_DIR) + "/../shared/data/";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "not here: " << folder;
  const Table yeast = read_table(folder + "yeast-multilabel/yeast-train.arff");
  EXPECT_EQ(yeast.rows(), 1500);
  EXPECT_EQ(yeast.columns().size(), 117u);
  EXPECT_EQ(yeast.column("Class14").kind, ColumnKind::category);
  const Table emotions = read_table(folder + "emotions-multilabel/emotions-test.arff");
  EXPECT_EQ(emotions.rows(), 202);
  EXPECT_EQ(emotions.columns().size(), 78u);
}

}  // namespace
}  // namespace ganglion::data
