#include "ganglion/data/csv/read_head.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/table.h"
#include "tests/support/error_of.h"

namespace ganglion::data {
namespace {

using Names = std::vector<std::string>;
using Doubles = std::vector<double>;

std::string text_of_notes(const Table& table) {
  std::string text;
  for (const Note& note : table.notes()) text += note.to_string() + "\n";
  return text;
}

bool notes(const Table& table, const std::string& part) {
  return text_of_notes(table).find(part) != std::string::npos;
}

TEST(ReadHead, ObeysTheSeparatorLineOfExcel) {
  const Table table = parse_table("sep=;\na;b\n1;2\n3;4\n", "t");
  EXPECT_EQ(table.names(), (Names{"a", "b"}));
  EXPECT_EQ(table.place(1), "t:4");
  EXPECT_EQ(parse_table("sep=,\na,b\n1,2\n", "t").names(), (Names{"a", "b"}));
}

TEST(ReadHead, ObeysTheSeparatorLineInAnyCase) {
  EXPECT_EQ(parse_table("Sep=;\na;b\n1;2\n3;4\n", "t").names(), (Names{"a", "b"}));
}

TEST(ReadHead, RefusesAHeaderOfAnotherWidth) {
  const auto error = [](const char* text) {
    return support::error_of([&] { parse_table(text, "t"); });
  };
  // Decimal commas without quotes, and a delimiter at the end of each row.
  EXPECT_NE(error("x,y,z\n1,5,2,3,a\n2,5,2,3,b\n").find("t:2:7: this row has 5"),
            std::string::npos);
  EXPECT_NE(error("x,y\n1,5,a\n1,7,b\n2,5,b\n").find("t:2:5: this row has 3"), std::string::npos);
  EXPECT_NE(error("x,y\n1,a,\n2,b,\n").find("t:2:5: this row has 3"), std::string::npos);
}

TEST(ReadHead, TakesNoNumbersWithMarksForUnitsOrNames) {
  EXPECT_EQ(parse_table("a\tb\n1,234.5\t5%\n2,345.5\t6%\n3,456.5\t7%\n", "t").rows(), 3);
  const std::string minus = "\xE2\x88\x92";
  const Table headerless = parse_table(minus + "5;2\n7;" + minus + "3\n4;4\n", "t");
  EXPECT_EQ(headerless.column("c1").numbers, (Doubles{-5, 7, 4}));
}

TEST(ReadHead, CutsBlanksAroundWhatStandsForAMissingValue) {
  const Table table = parse_table("a,b,c\n\" \",\" NA \",\" - \"\n1,2,3\n4,5,6\n", "t");
  for (const char* name : {"a", "b", "c"}) {
    EXPECT_EQ(table.column(name).kind, ColumnKind::number) << name;
    EXPECT_TRUE(table.column(name).is_missing(0)) << name;
  }
}

TEST(ReadHead, PassesOverTitles) {
  const Table table = parse_table("Sales of 2020\nby region\n\na;b;c\n1;2;3\n4;5;6\n", "t");
  EXPECT_EQ(table.names(), (Names{"a", "b", "c"}));
  EXPECT_TRUE(notes(table, "t:1: 2 lines are not part of the table")) << text_of_notes(table);
  EXPECT_EQ(table.place(0), "t:5");
  const Table padded = parse_table("Sales,,\n,,\na,b,c\n1,2,3\n4,5,6\n", "t");
  EXPECT_EQ(padded.names(), (Names{"a", "b", "c"}));
  EXPECT_EQ(padded.rows(), 2);
}

TEST(ReadHead, SkipsAsManyLinesAsIsAsked) {
  CsvOptions options;
  options.skip_rows = 2;
  const Table table = parse_table("x,y\n9,9\na,b\n1,2\n", "t", options);
  EXPECT_EQ(table.names(), (Names{"a", "b"}));
  EXPECT_EQ(table.place(0), "t:4");
}

TEST(ReadHead, TakesTheNamesOfRowsThatRWrites) {
  const Table table = parse_table("\"a\"\t\"b\"\n\"1\"\t2.5\tx\n\"2\"\t3.5\ty\n", "t");
  EXPECT_EQ(table.names(), (Names{"a", "b"}));
  EXPECT_EQ(table.column("a").numbers, (Doubles{2.5, 3.5}));
  EXPECT_TRUE(notes(table, "one name less")) << text_of_notes(table);
  const Table blanks = parse_table("a b\n1 2.5 x\n2 3.5 y\n", "t");
  EXPECT_EQ(blanks.names(), (Names{"a", "b"}));
}

TEST(ReadHead, RefusesAHeaderThatIsOnlyTooShort) {
  // Decimal commas that nobody put into quotes.
  EXPECT_NE(support::error_of([] { parse_table("x,y\n0,5,a\n2,25,b\n1,5,a\n", "t"); }).find("t:2"),
            std::string::npos);
  EXPECT_EQ(parse_table("x,y\n1,5,a\n2,25,b\n3,5,a\n", "t").names(), (Names{"x", "y"}));
  const auto error = support::error_of([] { parse_table("a,b\n1,2\n1,2,3\n1,2\n", "t"); });
  EXPECT_NE(error.find("t:3"), std::string::npos) << error;
}

TEST(ReadHead, TakesNoRowsForLinesOfUnits) {
  for (const char* csv : {"w,h\n67.5 kg,161 cm\n74.5 kg,172 cm\n61.5 kg,183 cm\n68.5 kg,150 cm\n",
                          "w,h\n5O.1,7l.2\n7.5,3.1\n4.5,6.1\n1.5,9.1\n",
                          "day,h\n2020-01-01,closed\n2020-01-02,3\n2020-01-03,4\n2020-01-04,5\n",
                          "w,h\n1/2,3/4\n7.5,3.1\n4.5,6.1\n1.5,9.1\n"}) {
    EXPECT_EQ(parse_table(csv, "t.csv").rows(), 4) << csv;
  }
}

TEST(ReadHead, PassesOverALineOfUnits) {
  const Table table = parse_table("a,b,c\n[cm],[kg],\n1,2,x\n3,4,y\n5,6,x\n", "t");
  EXPECT_EQ(table.rows(), 3);
  EXPECT_EQ(table.column("b").numbers, (Doubles{2, 4, 6}));
  EXPECT_TRUE(notes(table, "t:2: ")) << text_of_notes(table);
  // Categories are no units.
  EXPECT_EQ(parse_table("a,b\nred,x\nblue,y\nred,x\n", "t").rows(), 3);
}

TEST(ReadHead, PassesOverHeadersInTheMidst) {
  const Table table = parse_table("a,b\n1,x\n2,y\na,b\n3,x\na,b\n4,y\n", "t");
  EXPECT_EQ(table.column("a").numbers, (Doubles{1, 2, 3, 4}));
  EXPECT_TRUE(notes(table, "t:4: 2 lines repeat the header")) << text_of_notes(table);
  EXPECT_EQ(table.place(3), "t:7");
}

TEST(ReadHead, PassesOverARowOfTotals) {
  const Table table = parse_table("id,n\n1,5\n2,7\nTotal,12\n", "t");
  EXPECT_EQ(table.column("n").numbers, (Doubles{5, 7}));
  EXPECT_TRUE(notes(table, "totals")) << text_of_notes(table);
  EXPECT_EQ(parse_table("region,n\neast,5\nwest,7\nSum:,12\n", "t").rows(), 2);
  // Of what isn't a sum, and of a name among others, nothing is known.
  EXPECT_EQ(parse_table("firm,n\nShell,5\nBP,7\nTotal,9\n", "t").rows(), 3);
  EXPECT_EQ(parse_table("firm,n\nTotal,5\nBP,7\nTotal,12\n", "t").rows(), 3);
}

TEST(ReadHead, CutsAtSemicolonsWhereCommasAreInNames) {
  const Table table = parse_table("Name, first;Sum, EUR;y\nA, B;1,5;u\nC, D;2,5;v\n", "t");
  EXPECT_EQ(table.names(), (Names{"Name, first", "Sum, EUR", "y"}));
  EXPECT_EQ(table.column("Sum, EUR").numbers, (Doubles{1.5, 2.5}));
}

TEST(ReadHead, TakesNumbersForNamesWhereTheyAreNoData) {
  const std::string rows = "R0,61,77,93,up\nR1,19,24,29,down\nR2,48,61,74,up\n";
  EXPECT_EQ(parse_table("region,2019,2020,2021,trend\n" + rows, "t").names()[1], "2019");
  EXPECT_EQ(parse_table("0,1,2,3\n5.5,2,9,1\n4,3,8,7\n1,9,2,6\n", "t").names()[3], "3");
  EXPECT_EQ(parse_table("1,2,3\n4,5,6\n7,8,9\n", "t").names()[0], "c1");
  EXPECT_EQ(parse_table("5.1,3.5,1.4,setosa\n4.9,3,1.4,setosa\n6,2,4,other\n", "t").rows(), 3);
  CsvOptions named;
  named.expected = {"trend"};
  EXPECT_EQ(parse_table("region,61,trend\nR0,61,up\nR1,19,up\n", "t", named).rows(), 2);
}

TEST(ReadHead, FindsTheDecimalMarkOfTheFile) {
  // 1.234 alone may be either; the other column tells.
  const Table table = parse_table("a;b\n1.234;1,5\n2.500;2,25\n", "t");
  EXPECT_EQ(table.column("a").numbers, (Doubles{1234, 2500}));
  EXPECT_EQ(table.column("b").numbers, (Doubles{1.5, 2.25}));
  EXPECT_TRUE(notes(table, "decimal commas")) << text_of_notes(table);
  EXPECT_EQ(parse_table("a;b\n1.234;x\n2.500;y\n", "t").column("a").numbers, (Doubles{1.234, 2.5}));
}

TEST(ReadHead, PassesOverLinesBehindTheRows) {
  const std::string rows = "a,b,c\n1,x,2\n3,y,4\n5,x,6\n";
  for (const char* footer :
       {"Source: World Bank\n", "\n(3 rows)\n", ",,\n\"Source: World Bank, 2023\",,\n",
        "\nSource: World Bank\n\nread on Monday\n", "\x1A", "(3 rows)\n\x1A\n",
        "\"Source: the \"\"Bank\"\" of the world, of 2023\"\n"}) {
    const Table table = parse_table(rows + footer, "t");
    EXPECT_EQ(table.column("a").numbers, (Doubles{1, 3, 5})) << footer;
  }
  const Table table = parse_table(rows + "Total,,12\nSource: World Bank\n", "t");
  EXPECT_EQ(table.rows(), 3);
  EXPECT_TRUE(notes(table, "the last line is not part of the table (\"Source: World Bank\")"));
  EXPECT_TRUE(notes(table, "the last row holds totals"));
}

TEST(ReadHead, TakesNoRowForALineBehindTheRows) {
  const auto error = [](const char* text) {
    return support::error_of([&] { parse_table(text, "t"); });
  };
  // Cut off.
  EXPECT_NE(error("a,b,c\n1,x,2\n3,y,4\n5").find("t:4:1: this row has 1"), std::string::npos);
  EXPECT_NE(error("a,b,c\nBern,x,2\nNew York,y,4\nLos Ang").find("t:4:1"), std::string::npos);
  EXPECT_EQ(parse_table("a,b,c\nof two,x,2\nof one,y,4\nof none,,\n", "t").rows(), 3);
  EXPECT_EQ(parse_table("a,b\n1,x\n2,y\nof none,z\n", "t").rows(), 3);
}

TEST(ReadHead, PassesOverEveryLineOfALongHeader) {
  const Table survey = parse_table(
      "Q1,Q2,Q3\nHow tall are you without shoes?,\"And, roughly, how old?\",Which colour?\n"
      "\"{\"\"ImportId\"\":\"\"QID1\"\"}\",\"{\"\"ImportId\"\":\"\"QID2\"\"}\",\"{\"\"ImportId\"\":"
      "\"\"QID3\"\"}\"\n170,33,red\n180,44,blue\n175,55,red\n",
      "t");
  EXPECT_EQ(survey.column("Q1").numbers, (Doubles{170, 180, 175}));
  EXPECT_EQ(survey.place(0), "t:4");
  EXPECT_TRUE(notes(survey, "t:2: 2 lines hold no numbers over columns of numbers"));
  const Table groups = parse_table(
      "body,,eyes,\nsize,weight,colour,form\n170,60,red,round\n180,70,blue,oval\n", "t");
  EXPECT_EQ(groups.names(), (Names{"size", "weight", "colour", "form"}));
  EXPECT_TRUE(notes(groups, "t:1: this line is not part of the table (\"body eyes\")"));
  const Table titles =
      parse_table("Report,,,\nof,Excel,,\n,,,\nsize,weight,colour,form\n1,2,a,x\n3,4,b,y\n", "t");
  EXPECT_EQ(titles.column("size").numbers, (Doubles{1, 3}));
  const Table unnamed = parse_table("size,,,label\n1,2,a,x\n3,4,b,y\n", "t");
  EXPECT_EQ(unnamed.names(), (Names{"size", "c2", "c3", "label"}));
  const Table sparse = parse_table("a,b,c\n1,,\n2,5,\n3,6,x\n", "t");
  EXPECT_EQ(sparse.rows(), 3);
}

TEST(ReadHead, ReadsASecondFileAsTheFirst) {
  CsvOptions options;
  options.columns = {{"code", {.kind = ColumnReading::Kind::text}},
                     {"x", {.kind = ColumnReading::Kind::number, .format = {.decimal = ','}}}};
  const Table table = parse_table("x;code\n1,234;017\n5,678;17\n", "t", options);
  EXPECT_EQ(table.column("x").numbers, (Doubles{1.234, 5.678}));
  EXPECT_EQ(table.column("code").names, (Names{"017", "17"}));
  EXPECT_EQ(parse_table("x;code\n1.5;1\n", "t", options).column("x").kind, ColumnKind::category);
}

TEST(ReadHead, NotesCodesThatAreReadAsNumbers) {
  const Table codes = parse_table("zip,hour\n01000,01\n90210,23\n00017,00\n", "t");
  EXPECT_EQ(codes.column("zip").numbers, (Doubles{1000, 90210, 17}));
  EXPECT_TRUE(notes(codes, "such as 00017 are read without their zeros")) << text_of_notes(codes);
  const Table times = parse_table("opens,x\n08.30,0.5\n12.00,1\n", "t");
  EXPECT_TRUE(notes(times, "such as 08.30 are read without the zero in front"))
      << text_of_notes(times);
  EXPECT_EQ(codes.notes().size(), 1U) << text_of_notes(codes);
}

TEST(ReadHead, KeepsIntegersApartThatADoubleRounds) {
  const Table codes = parse_table("a,b\n100000000000000001,1\n100000000000000003,2\n", "t");
  EXPECT_EQ(codes.column("a").names, (Names{"100000000000000001", "100000000000000003"}));
  EXPECT_TRUE(notes(codes, "too long to be told apart")) << text_of_notes(codes);
  const Table times = parse_table("a,b\n1600000000000000001,1\n1700000000000000001,2\n", "t");
  EXPECT_EQ(times.column("a").kind, ColumnKind::number);
  EXPECT_TRUE(notes(times, "rounded to 16 digits")) << text_of_notes(times);
}

TEST(ReadHead, KnowsMissingValuesAmongNumbersAndDatesOnly) {
  const Table table = parse_table(
      "n,d,t,m\n1,2020-01-02,None,#N/A\n-,--,x,1\nNone,2020-02-03,-,2\n4,2020-03-04,y,3\n", "t");
  EXPECT_EQ(table.column("n").kind, ColumnKind::number);
  EXPECT_TRUE(table.column("n").is_missing(1));
  EXPECT_TRUE(table.column("d").is_missing(1));
  EXPECT_FALSE(table.column("t").is_missing(0));
  EXPECT_TRUE(table.column("m").is_missing(0));
}

TEST(ReadHead, ReadsUtf16AndWindowsText) {
  const std::string utf16(
      "\xFF\xFE"
      "a\0,\0b\0\n\0"
      "1\0,\0\xE4\0\n\0",
      18);
  EXPECT_EQ(parse_table(utf16, "t").column("b").names, Names{"ä"});
  CsvOptions latin1;
  latin1.encoding = Encoding::latin1;
  EXPECT_EQ(parse_table("a,b\n1,\x80 x\n", "t", latin1).column("b").names, Names{"€ x"});
  EXPECT_EQ(parse_table("a,b\n1,ä\n", "t", latin1).column("b").names, Names{"ä"});
}

TEST(ReadHead, TakesARowOfDataForNoHeader) {
  std::string rows;
  for (int i = 0; i < 30; ++i) rows += std::to_string(i) + "," + "abc"[i % 3] + "," + "4\n";
  // A slip over numbers, beside a number and a word that are values.
  EXPECT_EQ(parse_table("x,a,7\n" + rows, "t").rows(), 31);
  EXPECT_EQ(parse_table("x,kind,7\n" + rows, "t").rows(), 30);
  EXPECT_EQ(parse_table("x,a,z\n" + rows, "t").names(), (Names{"x", "a", "z"}));
}

TEST(ReadHead, NamesColumnsOfDecimalCommasOnly) {
  const Table table = parse_table("a;b;c\n1;1,5;\n2;2,5;\n3;3,5;\n", "t");
  EXPECT_TRUE(notes(table, "column \"b\": numbers with decimal commas")) << text_of_notes(table);
}

}  // namespace
}  // namespace ganglion::data
