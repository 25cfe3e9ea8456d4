#include "ganglion/data/table.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <string>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/read/read_table.h"
#include "ganglion/data/text/encoding.h"
#include "ganglion/data/text/text.h"
#include "tests/support/error_of.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::data {
namespace {

using support::error_of;

std::string table_error(std::string_view text, const CsvOptions& options = {}) {
  return error_of([&] { parse_table(text, "t.csv", options); });
}

std::string read_error(const std::string& path) {
  return error_of([&] { read_table(path); });
}

TEST(Table, TypesColumnsFromAllRows) {
  const Table table = parse_table("n,late,c,e\n1,2,x,\n-2.5,3,a,NA\n+4e2,oops,?,null\n", "t");
  ASSERT_EQ(table.rows(), 3);
  EXPECT_EQ(table.column("n").numbers, (std::vector<double>{1, -2.5, 400}));
  EXPECT_EQ(table.column("late").names, (std::vector<std::string>{"2", "3", "oops"}));
  EXPECT_EQ(table.column("late").codes, (std::vector<std::int32_t>{0, 1, 2}));
  EXPECT_EQ(table.column("c").names, (std::vector<std::string>{"a", "x"}));
  EXPECT_EQ(table.column("c").codes, (std::vector<std::int32_t>{1, 0, -1}));
  EXPECT_EQ(table.column("e").kind, ColumnKind::number);
  for (double value : table.column("e").numbers) EXPECT_TRUE(std::isnan(value));
}

TEST(Table, NumbersThatAreNone) {
  for (const char* text : {"0x10", "1e", "--1", "+-1", "1 2", "1.2.3", "e5", "+"}) {
    const Table table = parse_table("a\n\"" + std::string(text) + "\"\n", "t");
    EXPECT_EQ(table.column("a").kind, ColumnKind::category) << text;
  }
}

TEST(Table, NumbersAtTheEdge) {
  const Table table = parse_table(
      "a\n123456789012345\n1234567890123456\n-0\n.5\n5.\n1e999\n-1e999\n1e-999\n9007199254740993\n",
      "t");
  const std::vector<double> expected = {123456789012345.0,
                                        1234567890123456.0,
                                        -0.0,
                                        0.5,
                                        5.0,
                                        std::numeric_limits<double>::infinity(),
                                        -std::numeric_limits<double>::infinity(),
                                        0.0,
                                        9007199254740992.0};
  EXPECT_EQ(table.column("a").numbers, expected);
}

TEST(Table, KeepsNumbersAsWritten) {
  const Table table = parse_table("a,b\n3,1\n03,2.0\n4.0,\n0.5,1e3\n", "t");
  EXPECT_EQ(table.column("a").text(0), "03");  // one value, one spelling
  EXPECT_EQ(table.column("a").text(2), "4.0");
  EXPECT_EQ(table.column("a").text(3), "0.5");
  EXPECT_EQ(table.column("b").text(0), "1");
  EXPECT_EQ(table.column("b").text(1), "2.0");
  EXPECT_EQ(table.column("b").text(2), "");
  EXPECT_EQ(table.column("b").text(3), "1e3");
}

/// However many there are, and though 1e+05 and 1e-04 would be shorter.
RC_GTEST_PROP(Table, KeepsPlainNumbersAsWritten, ()) {
  const auto digits = [](int least, int most) {
    return rc::gen::mapcat(rc::gen::inRange(least, most + 1), [](int count) {
      return rc::gen::container<std::string>(static_cast<std::size_t>(count),
                                             rc::gen::inRange('0', static_cast<char>('9' + 1)));
    });
  };
  std::string text = "a\n";
  std::vector<std::string> written;
  std::vector<double> values;
  for (int i = 0; i < 40; ++i) {
    std::string number = *digits(1, 9);
    if (*rc::gen::arbitrary<bool>()) number += "." + *digits(1, 6);
    if (*rc::gen::arbitrary<bool>()) number = "-" + number;
    const double value = std::stod(number);
    if (value == 0.0 || std::ranges::find(values, value) != values.end()) continue;
    values.push_back(value);
    written.push_back(number);
    text += number + "\n";
  }
  RC_PRE(!written.empty());
  const Table table = parse_table(text, "t", {.header = Header::yes});
  for (std::size_t i = 0; i < written.size(); ++i) {
    RC_ASSERT(table.column("a").text(static_cast<std::int64_t>(i)) == written[i]);
  }
}

TEST(Table, RoundNumbersStayPlain) {
  std::string text = "a\n";  // more spellings than are kept
  for (int i = 1; i <= 100; ++i) text += std::to_string(i) + ".50\n";
  const Table table = parse_table(text + "100000\n-2000000\n0.0001\n1e300\n1e-9\n", "t");
  const Column& column = table.column("a");
  EXPECT_EQ(column.text(0), "1.5");
  EXPECT_EQ(column.text(100), "100000");
  EXPECT_EQ(column.text(101), "-2000000");
  EXPECT_EQ(column.text(102), "0.0001");
  EXPECT_EQ(column.text(103), "1e+300");
  EXPECT_EQ(column.text(104), "1e-09");
}

TEST(Table, ReadsNumbersAsCategoriesOnDemand) {
  const Table table =
      parse_table("zip,n\n007,1\n7,2\n", "t", {.columns = {{"zip", {}}, {"absent", {}}}});
  EXPECT_EQ(table.column("zip").names, (std::vector<std::string>{"007", "7"}));
  EXPECT_EQ(table.column("n").kind, ColumnKind::number);
}

TEST(Table, ReadsWithoutHeaderAndNamesEmptyHeaders) {
  EXPECT_EQ(parse_table("1,x\n2,y\n", "t", {.header = Header::no}).names(),
            (std::vector<std::string>{"c1", "c2"}));
  EXPECT_EQ(parse_table("1,x\n2,y\n", "t", {.header = Header::no}).rows(), 2);
  EXPECT_EQ(parse_table(",x\n2,y\n", "t").names(), (std::vector<std::string>{"c1", "x"}));
}

TEST(Table, TakesItsOwnMissingTexts) {
  const Table table = parse_table("a,b\n-9,NA\n1,x\n", "t", {.missing = {"-9"}});
  EXPECT_TRUE(table.column("a").is_missing(0));
  EXPECT_FALSE(table.column("b").is_missing(0));
}

TEST(Table, RefusesRaggedRows) {
  const std::string longer = table_error("a,b\n1,2\n3,4,five\n");
  EXPECT_NE(longer.find("t.csv:3:5: this row has 3 fields, but the header has 2"),
            std::string::npos)
      << longer;
  EXPECT_NE(longer.find("\"five\""), std::string::npos) << longer;
  const std::string shorter = table_error("a;b;c\n\n1;2\n");
  EXPECT_NE(shorter.find("t.csv:3:3: this row has 2 fields, but the header has 3"),
            std::string::npos)
      << shorter;
  EXPECT_NE(shorter.find("\"c\" is missing"), std::string::npos) << shorter;
}

TEST(Table, RefusesFilesWithoutRows) {
  EXPECT_NE(table_error("a,b\n").find("t.csv:1: there are no rows after the header"),
            std::string::npos);
  EXPECT_NE(table_error("a,b\n\n \n").find("no rows"), std::string::npos);
  EXPECT_NE(table_error("\n \n").find("the file is blank"), std::string::npos);
}

TEST(Table, RefusesDuplicateNames) {
  const std::string error = table_error("a,b,a\n1,2,3\n");
  EXPECT_NE(error.find("t.csv:1:5: columns 1 and 3 are both named \"a\""), std::string::npos)
      << error;
  EXPECT_NE(table_error("c2,\n1,2\n").find("both named"), std::string::npos);
}

TEST(Table, RefusesFilesThatAreNone) {
  EXPECT_NE(read_error("no/such.csv").find("no/such.csv: cannot open"), std::string::npos);
  EXPECT_NE(read_error("/").find("directory"), std::string::npos);
  const support::ScratchFolder folder;
  const std::string path = folder.write("empty.csv", "");
  EXPECT_NE(read_error(path).find("the file is empty"), std::string::npos);
}

TEST(Table, ReadsAFile) {
  const support::ScratchFolder folder;
  const std::string path = folder.write("table.csv", "a,b\n1,x\n2,y\n");
  const Table table = read_table(path);
  EXPECT_EQ(table.rows(), 2);
  EXPECT_EQ(table.place(1), path + ":3");
}

TEST(Table, PicksRows) {
  const Table table = parse_table("a,b\n1,x\n2,y\n3.0,x\n", "t.csv");
  const std::vector<std::int64_t> order = {2, 0, 2};
  const Table part = table.rows(order);
  EXPECT_EQ(part.rows(), 3);
  EXPECT_EQ(part.column("a").text(0), "3.0");
  EXPECT_EQ(part.column("b").text(1), "x");
  EXPECT_EQ(part.place(0), "t.csv:4");
  EXPECT_THROW(table.rows(std::vector<std::int64_t>{3}), Error);
  EXPECT_THROW(table.rows(std::vector<std::int64_t>{-1}), Error);
}

TEST(Table, NamesTheNearestColumn) {
  const Table table = parse_table("age,income\n1,2\n", "t.csv");
  try {
    table.column("Agee");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "t.csv: no column \"Agee\"; did you mean \"age\"?");
  }
  try {
    table.column("species");
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "t.csv: no column \"species\"; there are \"age\", \"income\"");
  }
}

TEST(Table, RefusesUnequalColumns) {
  EXPECT_THROW(Table("t", {{.name = "a", .numbers = {1}}, {.name = "b", .numbers = {1, 2}}}),
               Error);
  EXPECT_THROW(Table("t", {{.name = "a", .numbers = {1}}, {.name = "a", .numbers = {1}}}), Error);
}

TEST(Shown, CutsAndEscapes) {
  EXPECT_EQ(shown("a\tb\n\x01"), "\"a\\tb\\n\\x01\"");
  EXPECT_EQ(shown(std::string(50, 'x')), "\"" + std::string(40, 'x') + "…\"");
  EXPECT_EQ(shown(std::string(39, 'x') + "ü"), "\"" + std::string(39, 'x') + "…\"");
}

/// A text with everything that is special in CSV; never NUL, which no CSV text has.
rc::Gen<std::string> any_text() {
  return rc::gen::container<std::string>(
      rc::gen::oneOf(rc::gen::elementOf(std::string(",;\t\"\r\n ab?")),
                     rc::gen::distinctFrom(rc::gen::arbitrary<char>(), '\0')));
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (char c : text) result += c == '"' ? "\"\"" : std::string(1, c);
  return result + "\"";
}

RC_GTEST_PROP(TableProperty, AnyQuotedTextReadsBackTheSame, ()) {
  const auto width = *rc::gen::inRange<std::size_t>(1, 5);
  const auto height = *rc::gen::inRange<std::size_t>(1, 6);
  const auto cells = *rc::gen::container<std::vector<std::string>>(width * height, any_text());
  const char delimiter = *rc::gen::element(',', ';', '\t');
  const std::string line_end = *rc::gen::element<std::string>("\n", "\r\n", "\r");
  std::string csv;
  for (std::size_t i = 0; i < width; ++i)
    csv += (i ? std::string(1, delimiter) : "") + "c" + std::to_string(i);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    csv += (i % width == 0 ? line_end : std::string(1, delimiter)) + quoted(cells[i]);
  }
  CsvOptions options{.delimiter = delimiter,
                     .header = Header::yes,
                     .encoding = Encoding::latin1,  // any byte is a character there
                     .missing = {}};
  for (std::size_t i = 0; i < width; ++i) options.columns["c" + std::to_string(i)] = {};
  const Table table = parse_table(csv, "t.csv", options);
  RC_ASSERT(table.rows() == static_cast<std::int64_t>(height));
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Column& column = table.columns()[i % width];
    RC_ASSERT(column.text(static_cast<std::int64_t>(i / width)) == from_latin1(cells[i]));
  }
}

RC_GTEST_PROP(TableProperty, AnyDoubleReadsBackTheSame, (const std::vector<double>& values)) {
  RC_PRE(!values.empty());
  std::string csv = "a\n";
  for (double value : values) csv += number_text(value) + "\n";
  RC_ASSERT(parse_table(csv, "t.csv").column("a").numbers == values);
}

RC_GTEST_PROP(TableProperty, AnyBytesAreReadOrRefused, ()) {
  const auto text = *any_text();
  try {
    parse_table(text, "t.csv");
  } catch (const Error& error) {
    RC_ASSERT(std::string(error.what()).rfind("t.csv", 0) == 0);
  }
}

}  // namespace
}  // namespace ganglion::data
