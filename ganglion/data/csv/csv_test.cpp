#include "ganglion/data/csv/csv.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/data/csv/parse_table.h"
#include "tests/support/error_of.h"

namespace ganglion::data {
namespace {

using support::error_of;

using Rows = std::vector<std::vector<std::string>>;

Rows scan(std::string_view text, char delimiter = 0) {
  CsvScanner scanner(text, "t.csv", delimiter);
  std::vector<CsvField> fields;
  Rows rows;
  while (scanner.next(fields)) {
    rows.emplace_back();
    for (const CsvField& field : fields) rows.back().emplace_back(field.text);
  }
  return rows;
}

std::string csv_error(std::string_view text) {
  return error_of([&] { scan(text); });
}

TEST(CsvScanner, ReadsRowsAndFields) {
  EXPECT_EQ(scan("a,b\n1,2\n"), (Rows{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(scan("a,b\n1,2"), (Rows{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(scan("a,b\n,\n1,"), (Rows{{"a", "b"}, {"", ""}, {"1", ""}}));
}

TEST(CsvScanner, KnowsAllLineEnds) {
  EXPECT_EQ(scan("a,b\r\n1,2\r\n"), (Rows{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(scan("a,b\r1,2\r"), (Rows{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(scan("a\r\n\r\n\r\n1\n\r2\r"), (Rows{{"a"}, {"1"}, {"2"}}));
}

TEST(CsvScanner, SkipsBlankLinesAndByteOrderMark) {
  EXPECT_EQ(scan("\xEF\xBB\xBF\n  \na,b\n\n \t \n1,2\n\n   "), (Rows{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(scan(""), Rows{});
  EXPECT_EQ(scan("\xEF\xBB\xBF"), Rows{});
  EXPECT_EQ(scan("\n\r\n  \n"), Rows{});
}

TEST(CsvScanner, SkipsTheMarkOfAFilePutBehindAnother) {
  EXPECT_EQ(scan("\xEF\xBB\xBF"
                 "a,b\n1,2\n\xEF\xBB\xBF"
                 "a,b\n3,4\n"),
            (Rows{{"a", "b"}, {"1", "2"}, {"a", "b"}, {"3", "4"}}));
}

TEST(CsvScanner, TakesNoRowWithALineEndInQuotesForAComment) {
  EXPECT_EQ(scan("# made\na,b,c\n1,2,3\n#N/A,\"two\nlines\",4\n5,6,7\n").size(), 4);
  EXPECT_EQ(scan("# \"made\na,b,c\n1,2,3\n5,6,7\n").size(), 3);
}

TEST(CsvScanner, ReadsQuotedFields) {
  EXPECT_EQ(scan("\"a,b\",\"c\"\"d\"\n\"x\ny\",\"\"\n"), (Rows{{"a,b", "c\"d"}, {"x\ny", ""}}));
  EXPECT_EQ(scan("\"\"\"\",\"\"\"a\"\"\"\n"), (Rows{{"\"", "\"a\""}}));
  EXPECT_EQ(scan("\"\""), (Rows{{""}}));
  EXPECT_EQ(scan("\" a \", \"b\" ,c"), (Rows{{" a ", "b", "c"}}));
  EXPECT_EQ(scan("5\" pipe,6\"\n"), (Rows{{"5\" pipe", "6\""}}));
}

TEST(CsvScanner, CutsBlanksAroundUnquotedFields) {
  EXPECT_EQ(scan("a , b,  c d  \n"), (Rows{{"a", "b", "c d"}}));
}

TEST(CsvScanner, FindsTheDelimiter) {
  EXPECT_EQ(CsvScanner("a,b,c\n", "t").delimiter(), ',');
  EXPECT_EQ(CsvScanner("a;b;c,d\n1,2,3,4,5,6\n", "t").delimiter(), ';');
  EXPECT_EQ(CsvScanner("a\tb\n", "t").delimiter(), '\t');
  EXPECT_EQ(CsvScanner("\"a,b,c,d\";e\n", "t").delimiter(), ';');
  EXPECT_EQ(CsvScanner("\n\na;b\n", "t").delimiter(), ';');
  EXPECT_EQ(CsvScanner("alone\n1\n", "t").delimiter(), ',');
  EXPECT_EQ(scan("a\tb\n\t\n1\t \n"), (Rows{{"a", "b"}, {"", ""}, {"1", ""}}));
  EXPECT_EQ(scan("a;b,c\n", ','), (Rows{{"a;b", "c"}}));
}

TEST(CsvScanner, RefusesAnUnclosedQuote) {
  const std::string error = csv_error("a,b\n1,\"two\n3,4\n");
  EXPECT_NE(error.find("t.csv:2:3:"), std::string::npos) << error;
  EXPECT_NE(error.find("never closed: \"\"two\\n3,4\\n\""), std::string::npos) << error;
  EXPECT_NE(csv_error("\"").find("t.csv:1:1:"), std::string::npos);
  EXPECT_NE(csv_error("\"a\"\"").find("never closed"), std::string::npos);
}

TEST(CsvScanner, RefusesTextAfterAClosingQuote) {
  const std::string error = csv_error("a,b\r\n\"x\ny\",\"u\" v,w\n");
  EXPECT_NE(error.find("t.csv:3:8: text after a closing quote: \"v,w\""), std::string::npos)
      << error;
}

TEST(CsvScanner, RefusesNulBytesAndUtf16) {
  EXPECT_NE(csv_error(std::string_view("a,b\n1,\0002\n", 9)).find("t.csv:2:3: a NUL byte"),
            std::string::npos);
  EXPECT_NE(csv_error(std::string_view("\xFF\xFE\x61\x00\n\x00", 6)).find("UTF-16"),
            std::string::npos);
}

TEST(CsvScanner, RefusesSenselessDelimiters) {
  EXPECT_THROW(CsvScanner("a", "t", '"'), Error);
  EXPECT_THROW(CsvScanner("a", "t", '\n'), Error);
}

TEST(CsvScanner, CountsLinesThroughQuotesAndBlankLines) {
  CsvScanner scanner("a\n\n\"x\r\ny\nz\"\n\r\nb\n", "t");
  std::vector<CsvField> fields;
  std::vector<std::int64_t> lines;
  while (scanner.next(fields)) lines.push_back(scanner.line());
  EXPECT_EQ(lines, (std::vector<std::int64_t>{1, 3, 7}));
}

TEST(CsvScanner, SurvivesEveryPrefixOfAHardFile) {
  const std::string text = "\xEF\xBB\xBF\"a\"\"b\",c;d\r\n\"x\ny\" ,\t5\"\r\n\n , \"\"\"\" ";
  for (std::size_t length = 0; length <= text.size(); ++length) {
    const std::string prefix = text.substr(0, length);  // its own allocation: ASan sees an overrun
    try {
      EXPECT_LE(scan(prefix).size(), 3u);
    } catch (const Error& error) {
      EXPECT_EQ(std::string(error.what()).rfind("t.csv:", 0), 0u) << error.what();
    }
  }
}

TEST(Csv, IsNoTextOfAnotherForm) {
  const auto refuses = [](std::string_view text, const char* what) {
    EXPECT_NE(csv_error(text).find(what), std::string::npos) << text;
  };
  refuses("<table border=\"1\">\n<tr><td>1</td></tr>\n</table>\n", "this is HTML or XML");
  refuses("\n <rows><row><a>1</a></row></rows>\n", "this is HTML or XML");
  refuses("\\begin{tabular}{ll}\na & b \\\\\n1 & 2 \\\\\n\\end{tabular}\n", "a table of LaTeX");
  refuses("- a: 0.3\n  b: x\n- a: 0.4\n  b: y\n", "this is YAML");
  refuses("1 1:0.5 3:2\n-1 2:0.25\n", "LIBSVM's sparse form");
  refuses("+1 11:1 20:1 37:1\n-1 5:1\n", "LIBSVM's sparse form");
  refuses("\x80\x05\x95", "a pickle of Python");
  EXPECT_EQ(scan("- a: 1,b\n1,2\n").size(), 2U);
  EXPECT_EQ(scan("<a>,<b>\n1,2\n").size(), 2U);
  EXPECT_EQ(scan("5 10:15 17:45\n6 10:20 17:50\n").size(), 2U);
}

/// Formats begin with words that columns are called, too.
TEST(Csv, MayBeginAsOtherFilesDo) {
  for (const std::string name : {"X", "FEA1", "ARROW1", "PAR1", "RDX2", "RDX3"}) {
    EXPECT_EQ(parse_table(name + "\n1\n2\n", "t").names(), std::vector<std::string>{name});
    EXPECT_EQ(parse_table(name + ",b\n1,2\n", "t").rows(), 1) << name;
  }
}

TEST(Csv, IsNoFileOfAnotherProgram) {
  const auto refuses = [](std::string start, const char* what) {
    start.resize(64, '\0');
    EXPECT_NE(csv_error(start).find(what), std::string::npos) << what;
  };
  refuses(std::string("X\n\0\0\0\3", 6), "a file of R");
  refuses("RDX3\nX\n", "a file of R");
  refuses(std::string("FEA1\0", 5), "a Feather file");
  refuses(std::string("ARROW1\0\0", 8), "a Feather file");
  refuses("PAR1\x15\x04", "a Parquet file");
  refuses(std::string("\0\0\0\0\0\0\0\0\0\0\0\0\xC2\xEA\x81\x60", 16), "a SAS file");
  refuses("<stata_dta>", "a Stata file");
  refuses("$FL2@(#) SPSS", "an SPSS file");
  refuses(
      "\xFD"
      "7zXZ",
      "compressed by xz");
}

}  // namespace
}  // namespace ganglion::data
