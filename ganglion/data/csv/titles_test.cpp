// What stands above the rows of a table, below its header, and around it.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/table.h"
#include "tests/support/error_of.h"

namespace ganglion::data {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string notes_in(const Table& table) {
  std::string text;
  for (const Note& note : table.notes()) text += note.to_string() + "\n";
  return text;
}

/// "12.5,30.1,7" and the like.
std::string made_rows(int count, const std::string& between = ",") {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += fmt::format("{}.5{}{}.25{}{}\n", i, between, i * 7 % 11, between, i % 2);
  }
  return text;
}

TEST(Titles, AsWideAsTheTableHoldValuesOrGaps) {
  for (const std::string above :
       {"Buoy,Omega,2022\n", "Logger:,Omega,\nSerial:,9876,\nStep:,10 min,\n,,\n",
        "Site:,Omega,\nExported,2022-05-06,\n", "Water,Water,Air\n",
        "Water,,Air\nupper,upper,low\n"}) {
    const Table table = parse_table(above + "depth,heat,mark\n" + made_rows(20), "t");
    EXPECT_THAT(table.names(), ElementsAre("depth", "heat", "mark")) << above;
    EXPECT_EQ(table.rows(), 20) << above;
    EXPECT_THAT(notes_in(table), HasSubstr("not part of the table")) << above;
  }
}

TEST(Titles, ThatAreSentencesStandAboveNames) {
  for (const std::string above :
       {"Log,of,buoy\n", "Made by:,rig,two\n", "All that was measured here,in spring,rig\n"}) {
    const Table table = parse_table(above + "depth,heat,mark\n" + made_rows(20), "t");
    EXPECT_THAT(table.names(), ElementsAre("depth", "heat", "mark")) << above;
    EXPECT_THAT(notes_in(table), HasSubstr("not part of the table")) << above;
  }
  for (const std::string below : {"[m],[K],[1]\n", "How deep?,How hot?,Which one?\n"}) {
    const Table table = parse_table("time of day,to,mark\n" + below + made_rows(20), "t");
    EXPECT_THAT(table.names(), ElementsAre("time of day", "to", "mark")) << below;
  }
}

TEST(Titles, WiderThanTheTableStandAboveNames) {
  const Table table =
      parse_table("T5,rig,77,v2,prog,9\nwhen,heat,mark\nts,K,no\n" + made_rows(20), "t");
  EXPECT_THAT(table.names(), ElementsAre("when", "heat", "mark"));
  EXPECT_EQ(table.rows(), 20);
  EXPECT_THAT(support::error_of([] { parse_table("a,b,c,d\nx,y,z\nu,v,w\nr,s,t\n", "t"); }),
              HasSubstr("this row has 3 fields, but the header has 4"));
}

TEST(Titles, AreNoHeadersWithUnits) {
  const Table units = parse_table("depth,heat,mark\nm,K,no\n" + made_rows(20), "t");
  EXPECT_THAT(units.names(), ElementsAre("depth", "heat", "mark"));
  EXPECT_THAT(notes_in(units), HasSubstr("if it holds the names: `skip_rows = 1`"));
  EXPECT_THAT(parse_table(",heat,mark\nrow,K,no\n" + made_rows(20), "t").names(),
              ElementsAre("c1", "heat", "mark"));
}

TEST(Titles, AreNoRowsThatHoldTheTargetsName) {
  CsvOptions options;
  options.expected = {"y"};
  std::string text = "id,variable,value\n";  // a long table: the target is no column
  for (int i = 0; i < 9; ++i) text += fmt::format("{0},x,{0}.5\n{0},y,{0}.25\n", i);
  EXPECT_THAT(parse_table(text, "t", options).names(), ElementsAre("id", "variable", "value"));
  const Table years = parse_table("Report of May\n\ny,2019,2020\n" + made_rows(9), "t", options);
  EXPECT_THAT(years.names(), ElementsAre("y", "2019", "2020"));
}

TEST(Titles, AreNoRows) {
  EXPECT_EQ(parse_table("depth,heat,mark\n1,2,3\nlow,4,5\n6,7,8\n9,10,11\n", "t").rows(), 4);
  const Table again = parse_table("a,b,c\n" + made_rows(3) + "a,b,c\n" + made_rows(5), "t");
  EXPECT_EQ(again.rows(), 8);
}

TEST(Titles, StandAboveANameThatIsKnown) {
  CsvOptions options;
  options.expected = {"heat"};
  const Table table = parse_table("Log,of,Omega\ndepth,heat,mark\nx,y,z\n", "t", options);
  EXPECT_THAT(table.names(), ElementsAre("depth", "heat", "mark"));
}

TEST(Titles, AreNoRowsInWhichAWordIsAName) {
  CsvOptions options;
  options.expected = {"a", "b", "y"};
  const Table table = parse_table("1.5,low,b\n2.5,high,a\n3.5,low,b\n", "t", options);
  EXPECT_THAT(table.names(), ElementsAre("c1", "c2", "c3"));
}

TEST(CommentNames, AreThoseOfTheColumns) {
  for (const std::string above :
       {"# time force side\n", "#time force side\n", "% made by a rig\n%  time  force  side\n",
        "# time force side\n# in s N and -\n", "# run 7 of May\n#\ttime\tforce\tside\n"}) {
    const Table table = parse_table(above + made_rows(12, " "), "t");
    EXPECT_THAT(table.names(), ElementsAre("time", "force", "side")) << above;
    EXPECT_EQ(table.rows(), 12) << above;
  }
  const Table spaced = parse_table("# Time [s]   Force [N]   Side\n" + made_rows(12, "  "), "t");
  EXPECT_THAT(spaced.names(), ElementsAre("Time [s]", "Force [N]", "Side"));
  EXPECT_THAT(notes_in(spaced), HasSubstr("if it doesn't: `header = no`"));
}

TEST(CommentNames, AreAsManyAsTheFields) {
  for (const std::string above : {"# made by a good rig\n", "# 1 2 3\n# 4 5 6 7\n", "# x x y\n"}) {
    CsvOptions none;
    EXPECT_THAT(parse_table(above + made_rows(12, " "), "t", none).names(),
                ElementsAre("c1", "c2", "c3"))
        << above;
  }
  CsvOptions no_header;
  no_header.header = Header::no;
  EXPECT_THAT(parse_table("# a b c\n# d e f g\n" + made_rows(9, " "), "t", no_header).names(),
              ElementsAre("c1", "c2", "c3"));
}

TEST(RuleLines, AreNoRows) {
  const std::string markdown = "| a | b | c |\n|:---|----|---:|\n| 1 | 2 | x |\n| 3 | 4 | y |\n";
  EXPECT_THAT(parse_table(markdown, "t").column("c").names, ElementsAre("x", "y"));
  const std::string drawn =
      "+---+----+\n| a | b  |\n+---+----+\n| 1 | x  |\n| 3 | y  |\n+---+----+\n";
  EXPECT_EQ(parse_table(drawn, "t").rows(), 2);
  const std::string listed = " a | b \n---+---\n u | 1\n v | 2\n w | 3\n(3 rows)\n\n";
  EXPECT_EQ(parse_table(listed, "t").rows(), 3);
  const std::string dashes = "a,b\n---,---\n1,x\n2,y\n";
  EXPECT_THAT(parse_table(dashes, "t").column("b").names, ElementsAre("x", "y"));
  EXPECT_EQ(parse_table("a,b,c\n1,-,-\n-,-,-\n2,3,4\n", "t").rows(), 3);
}

TEST(OtherMarks, ThanInTrainingAreAskedAbout) {
  CsvOptions options;
  options.columns["a"] = {.kind = ColumnReading::Kind::number,
                          .format = {.decimal = ',', .thousands = '.'}};
  options.expected = {"a"};
  EXPECT_EQ(parse_table("a;b\n1.234;5\n", "t", options).column("a").numbers[0], 1234);
  EXPECT_EQ(parse_table("a,b\n\"1.234,5\",5\n2.345,6\n", "t", options).column("a").numbers[1],
            2345);
  EXPECT_THAT(
      support::error_of([&] { parse_table("a,b\n7,4\n1.234,5\n", "t", options); }),
      HasSubstr("t:3: column \"a\": the mark of \"1.234\" separated thousands in training"));
  options.decimal = '.';
  EXPECT_EQ(parse_table("a,b\n1.234,5\n", "t", options).column("a").numbers[0], 1.234);
}

TEST(Headers, OfFilesForModelsWithoutNamesAreRefused) {
  CsvOptions options;
  options.expected = {"c1", "c2"};
  options.header_by_name = true;
  EXPECT_THAT(support::error_of([&] { parse_table("w,h\n1,2\n3,4\n", "t", options); }),
              HasSubstr("pass over it: `skip_rows = 1`"));
  EXPECT_EQ(parse_table("red,big\nblue,low\n", "t", options).rows(), 2);
}

TEST(Titles, SaysWhereTheTableBeginsBelowALongHead) {
  std::string text;
  for (int i = 0; i < 30; ++i)
    text += "Setting" + std::to_string(i) + "," + std::to_string(i) + "\n";
  const std::string above = text + "\na,b,y\n";
  const auto error = [](const std::string& table) {
    return support::error_of([&] { parse_table(table, "t"); });
  };
  std::string rows;
  for (int i = 0; i < 57; ++i) rows += "1,2," + std::to_string(i) + "\n";
  EXPECT_NE(error(above + rows).find("pass over what stands above: `skip_rows = 31`"),
            std::string::npos);
  EXPECT_NE(error(above + "1,2,3\n").find("delete it from here on"), std::string::npos);
}

}  // namespace
}  // namespace ganglion::data
