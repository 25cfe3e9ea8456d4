#include "ganglion/data/arff/arff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "ganglion/core/error.h"
#include "ganglion/data/read/read_table.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

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

/// A file of numbers and labels, whose last column is a label.
void expect_labels(const std::string& path, std::int64_t rows, std::size_t columns) {
  const Table table = read_table(path);
  EXPECT_EQ(table.rows(), rows);
  ASSERT_EQ(table.columns().size(), columns);
  EXPECT_EQ(table.columns().front().kind, ColumnKind::number);
  EXPECT_EQ(table.columns().back().kind, ColumnKind::category);
}

TEST(Arff, ReadsFiles) {
  std::string text = "@relation many\n";
  for (int i = 1; i <= 20; ++i) text += "@attribute Att" + std::to_string(i) + " numeric\n";
  for (int i = 1; i <= 4; ++i) text += "@attribute Class" + std::to_string(i) + " {0,1}\n";
  text += "@data\n";
  for (int row = 0; row < 300; ++row) {
    for (int i = 1; i <= 20; ++i) text += std::to_string(0.01 * (row % i)) + ",";
    text += row % 2 == 0 ? "0,1,0,1\n" : "1,1,0,0\n";
  }
  const support::ScratchFolder folder;
  expect_labels(folder.write("many.arff", text), 300, 24);
}

TEST(Arff, ReadsSharedFiles) {
  const std::string folder = std::string(GANGLION_SOURCE_DIR) + "/../shared/data/";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "not here: " << folder;
  expect_labels(folder + "yeast-multilabel/yeast-train.arff", 1500, 117);
  expect_labels(folder + "emotions-multilabel/emotions-test.arff", 202, 78);
}

TEST(Arff, ReadsWhatWekaReads) {
  const std::string head = "@relation r\n@attribute x numeric\n@attribute c {a,b}\n@data\n";
  EXPECT_EQ(parse_arff(head + "1.5 a\n2.5\tb\n", "t").column("x").numbers[1], 2.5);
  EXPECT_EQ(parse_arff(head + "1.5,a % the first\n", "t").rows(), 1);
  const std::string alone = "@relation r\n@attribute town string\n@data\nNew York\n";
  EXPECT_EQ(parse_arff(alone, "t").column("town").text(0), "New York");
  EXPECT_NE(support::error_of([&] {
              parse_arff(head + "1.5,a,{0.5}\n", "t");
            }).find("weights of instances are not supported"),
            std::string::npos);
}

}  // namespace
}  // namespace ganglion::data
