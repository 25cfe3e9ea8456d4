#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/read/read_table.h"
#include "ganglion/data/table.h"
#include "tests/support/error_of.h"
#include "tests/support/gzip.h"
#include "tests/support/scratch_folder.h"

namespace ganglion::data {
namespace {

using support::gzip;

using Names = std::vector<std::string>;

std::string dialect_error(std::string_view text, const CsvOptions& options = {}) {
  return support::error_of([&] { parse_table(text, "t.csv", options); });
}

Table table_of_file(const std::string& bytes) {
  const support::ScratchFolder folder;
  return read_table(folder.write("t.csv.gz", bytes));
}

TEST(CsvDialect, TakesTheDelimiterThatFitsAllLines) {
  EXPECT_EQ(find_dialect("a;b\n1,5;2\n3;4,5\n").delimiter, ';');
  EXPECT_EQ(find_dialect("name,note\nx,a;b;c\ny,d\n").delimiter, ',');
  EXPECT_EQ(find_dialect("a|b|c\n1|2|3\n").delimiter, '|');
  EXPECT_EQ(find_dialect("a b\tc\nd e\tf\n").delimiter, '\t');
  EXPECT_EQ(find_dialect("x, y, z\n1, 2, 3\n").delimiter, ',');
  EXPECT_EQ(find_dialect("\"a,b;c\";d\n\"e\nf,g\";h\n").delimiter, ';');
  EXPECT_EQ(find_dialect("city\nNew York\nParis\n").delimiter, ',');
  EXPECT_EQ(find_dialect("one two\nthree four\n").delimiter, ',');  // no numbers: text
  EXPECT_EQ(find_dialect("").delimiter, ',');
}

TEST(CsvDialect, SeesDecimalCommasBetweenBlanksAndTabs) {
  EXPECT_EQ(find_dialect("x y\n1,5 117\n2,25 134\n").delimiter, ' ');
  EXPECT_EQ(find_dialect("1,5 2,5\n2,25 13\n").delimiter, ' ');
  EXPECT_EQ(find_dialect("x\ty\n1,5\t5,117\n2,25\t3,134\n").delimiter, '\t');
  EXPECT_EQ(find_dialect("1,5 117\n2,2 134\n").delimiter, ',') << "5 117 and 2 134, perhaps";
  EXPECT_EQ(find_dialect("x,y\n1,5 117\n2,2 134\n").delimiter, ',');
  EXPECT_EQ(find_dialect("a b, 5\nc d, 6\n").delimiter, ',');
}

TEST(CsvDialect, TakesMarksThatBeginRowsForTexts) {
  EXPECT_EQ(find_dialect("tag,x\n#a,1\n#b,2\n#c,1,5\n").comments, "");
  EXPECT_NE(dialect_error("tag,x\n#a,1\n#b,2\n#c,1,5\n").find("t.csv:4"), std::string::npos);
  EXPECT_EQ(find_dialect("# made by hand\nx,y\n#a,1\nb,2\n").comments, "#");
}

TEST(CsvDialect, ReadsRunsOfBlanks) {
  const std::string text =
      "18.0   8   307.0  1\t\"chevrolet chevelle malibu\"\n"
      " 15.0   8   ?  1\t\"buick skylark 320\"  \n";
  const Table table = parse_table(text, "t");
  EXPECT_EQ(table.names(), (Names{"c1", "c2", "c3", "c4", "c5"}));
  EXPECT_EQ(table.column("c1").numbers, (std::vector<double>{18, 15}));
  EXPECT_TRUE(table.column("c3").is_missing(1));
  EXPECT_EQ(table.column("c5").text(1), "buick skylark 320");
  EXPECT_EQ(parse_table("59 2 32.1\n", "t").columns().size(), 3u);
}

TEST(CsvDialect, SkipsComments) {
  EXPECT_EQ(parse_table("|1x3 Cross validator\n25, Private\n38, Public\n", "t").rows(), 2);
  const Table table = parse_table("# made by hand\n# it's \"so\na,b\n1,2\n#,late, one\n3,4\n", "t");
  EXPECT_EQ(table.names(), (Names{"a", "b"}));
  EXPECT_EQ(table.rows(), 2);
  EXPECT_EQ(table.place(1), "t:6");
}

TEST(CsvDialect, KeepsDataThatBeginLikeComments) {
  EXPECT_EQ(parse_table("tag,n\n#fun,1\n#sad,2\n@you,3\n", "t").rows(), 3);
  EXPECT_EQ(parse_table("#id,n\n1,2\n", "t").names(), (Names{"id", "n"}));
}

TEST(CsvHeader, IsDecidedFromTypes) {
  const auto first = [](std::string_view text) { return parse_table(text, "t").names()[0]; };
  EXPECT_EQ(first("a,b\n1,x\n2,y\n"), "a");                      // a word over numbers
  EXPECT_EQ(first("1,x\n2,y\n"), "c1");                          // a number
  EXPECT_EQ(first("label,0,1\n3,5,6\n4,7,8\n"), "label");        // the word tells more
  EXPECT_EQ(first("p,x\ne,x\np,y\n"), "c1");                     // a value that comes again
  EXPECT_EQ(first("?,x\nb,z\n"), "c1");                          // a missing value
  EXPECT_EQ(first("name,colour\nann,red\nbob,blue\n"), "name");  // nothing tells: a header
  EXPECT_EQ(first("day,who\n2020-01-02,ann\n"), "day");
  EXPECT_EQ(first("2020-01-01,bob\n2020-01-02,ann\n"), "c1");
  EXPECT_EQ(first("5.1,a\n"), "c1");
}

TEST(CsvHeader, IsAsSaid) {
  EXPECT_EQ(parse_table("1,2\n3,4\n", "t", {.header = Header::yes}).names(), (Names{"1", "2"}));
  EXPECT_EQ(parse_table("a,b\n3,4\n", "t", {.header = Header::no}).rows(), 2);
  EXPECT_THROW(header_named("maybe"), Error);
}

TEST(Encodings, NameTheFirstBadByte) {
  EXPECT_EQ(dialect_error("a,b\n1,caf\xE9\n"),
            "t.csv:2:6: the byte 0xE9 is not UTF-8; save the file as UTF-8, or use "
            "`encoding = latin1` if it comes from an old Windows program of Western "
            "Europe (texts of other languages would be garbled)");
  EXPECT_EQ(parse_table("a,b\n1,caf\xC3\xA9\n", "t").column("b").text(0), "caf\xC3\xA9");
  const Table latin = parse_table("a,b\n1,caf\xE9\n", "t", {.encoding = Encoding::latin1});
  EXPECT_EQ(latin.column("b").text(0), "caf\xC3\xA9");
}

TEST(Encodings, FollowTheUnicodeTable) {
  for (const char* good : {"\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                           "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_EQ(dialect_error(std::string("a,b\n12345678") + good + ",1\n"), "no error") << good;
  }
  for (const char* bad : {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80",
                          "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xC3"}) {
    EXPECT_NE(
        dialect_error(std::string("a,b\n12345678") + bad + ",1\n").find("t.csv:2:9: the byte"),
        std::string::npos);
  }
  EXPECT_THROW(encoding_named("ebcdic"), Error);
  EXPECT_EQ(encoding_named("ISO-8859-1"), Encoding::latin1);
}

TEST(Encodings, KnowFilesThatAreNoTables) {
  EXPECT_NE(dialect_error("\x89PNG\r\n\x1A\n").find("a PNG image"), std::string::npos);
  EXPECT_NE(dialect_error("PK\x03\x04...").find("save the sheet as CSV"), std::string::npos);
}

TEST(Gzip, IsUnpacked) {
  std::string rows = "a,b\n";
  for (int i = 0; i < 5000; ++i) rows += std::to_string(i) + ",x\n";
  EXPECT_EQ(table_of_file(gzip(rows)).rows(), 5000);
  const std::string two_members = gzip("a,b\n1,2\n") + gzip("3,4\n");
  EXPECT_EQ(table_of_file(two_members).rows(), 2);
}

TEST(Gzip, RefusesDamage) {
  const std::string packed = gzip("a,b\n" + std::string(3000, '1') + ",2\n");
  const auto error = [](const std::string& bytes) {
    return support::error_of([&] { table_of_file(bytes); });
  };
  EXPECT_NE(error(packed.substr(0, packed.size() - 9)).find("truncated"), std::string::npos);
  std::string flipped = packed;
  flipped[flipped.size() - 6] ^= 1;  // in the checksum
  EXPECT_NE(error(flipped).find("damaged"), std::string::npos);
}

/// More than several chunks, with whatever makes chunks hard to cut.
std::string large_table(bool quotes) {
  std::string text = "n,t,x\r\n";
  for (int i = 0; i < 200'000; ++i) {
    text += std::to_string(i % 977) + (i == 150'000 ? ",late," : ",7,");
    text += quotes && i % 3 == 0 ? "\"a\nb" + std::to_string(i % 5) + "\"" : "c\" d";
    text += i % 1000 == 0 ? "\r\n\r\n" : "\r\n";
  }
  return text;
}

TEST(TableChunks, GiveTheSameForAnyNumberOfThreads) {
  for (const bool quotes : {false, true}) {
    const std::string text = large_table(quotes);
    const Table one = parse_table(text, "t", {.threads = 1});
    const Table many = parse_table(text, "t", {.threads = 3});
    ASSERT_EQ(one.rows(), 200'000);
    EXPECT_EQ(one.column("n").numbers, many.column("n").numbers);
    EXPECT_EQ(one.column("t").names, (Names{"7", "late"}));
    EXPECT_EQ(one.column("t").codes, many.column("t").codes);
    EXPECT_EQ(one.column("x").names, many.column("x").names);
    EXPECT_EQ(one.column("x").codes, many.column("x").codes);
    EXPECT_EQ(one.column("n").numbers[100'000], 100'000 % 977);
    // The row's own line, the header, and the line ends before it.
    const int extra = 100 + (quotes ? 33'334 : 0);
    EXPECT_EQ(one.place(100'000), "t:" + std::to_string(100'002 + extra));
    EXPECT_EQ(one.place(100'000), many.place(100'000));
  }
}

TEST(TableChunks, NameTheFirstBadRow) {
  std::string text = large_table(false);
  const std::size_t at = text.find("\r\n", text.size() / 2);
  text.insert(at, ",more");
  const std::string error = dialect_error(text, {.threads = 3});
  EXPECT_EQ(error, dialect_error(text, {.threads = 1}));
  EXPECT_NE(error.find("has 4 fields, but the header has 3"), std::string::npos) << error;
}

TEST(TableColumns, AreNamedOrCounted) {
  const Table table = parse_table("a,#2,c\n1,2,3\n", "t");
  EXPECT_EQ(table.column_name("a"), "a");
  EXPECT_EQ(table.column_name("#1"), "a");
  EXPECT_EQ(table.column_name("#-1"), "c");
  EXPECT_EQ(table.column_name("#2"), "#2");
  for (const char* text : {"#4", "#0", "#-4", "#", "#x", "b"}) {
    EXPECT_THROW(table.column_name(text), Error) << text;
  }
}

TEST(TableColumns, MayBeManyThousands) {
  std::string text;
  for (int row = 0; row < 3; ++row) {
    for (int i = 0; i < 100'000; ++i) {
      if (i > 0) text += ',';
      if (row == 0) text += 'c';
      text += std::to_string(i);
    }
    text += '\n';
  }
  const Table table = parse_table(text, "t");
  EXPECT_EQ(table.columns().size(), 100'000u);
  EXPECT_EQ(table.column("c99999").numbers[1], 99'999);
}

TEST(CsvDialect, TakesFramesOff) {
  const Table pandas = parse_table("|    |   x |\n|---:|----:|\n|  0 |   5 |\n|  1 |   7 |\n", "t");
  EXPECT_EQ(pandas.names(), (Names{"c1", "x"}));
  EXPECT_EQ(pandas.column("x").numbers, (std::vector<double>{5, 7}));
  EXPECT_EQ(pandas.place(1), "t:4");
  const Table one = parse_table("| y |\n|---|\n| 1 |\n|   |\n| 3 |\n", "t");
  EXPECT_EQ(one.names(), (Names{"y"}));
  EXPECT_EQ(one.rows(), 3);
  const Table drawn =
      parse_table("+---+---+\n| a | b |\n+---+---+\n| 1 | x |\n| 2 | y |\n+---+---+\n", "t");
  EXPECT_EQ(drawn.names(), (Names{"a", "b"}));
  EXPECT_EQ(drawn.rows(), 2);
  // Without a rule the first column may be empty.
  EXPECT_EQ(parse_table("|a|b|\n|1|2|\n|3|4|\n", "t").names(), (Names{"c1", "a", "b", "c4"}));
}

TEST(CsvDialect, TakesBlankLinesOfOneColumnForMissingValues) {
  const Table table = parse_table("x\n1\n\n\n4\n5\n\n\n", "t");
  ASSERT_EQ(table.rows(), 5);
  EXPECT_TRUE(table.column("x").is_missing(1));
  EXPECT_EQ(table.column("x").numbers[4], 5);
  EXPECT_EQ(table.place(4), "t:6");
  ASSERT_EQ(table.notes().size(), 1U);
  EXPECT_EQ(table.notes()[0].text,
            "t:3: 2 blank lines are taken for rows without a value; if one is no row, delete the "
            "line");
  EXPECT_EQ(parse_table("x\r\n1\r\n\r\n3\r\n4\r\n5\r\n", "t").rows(), 5);
  // Lines that are set apart, what stands above a table, and several columns.
  EXPECT_EQ(parse_table("x\n1\n\n2\n\n3\n\n4\n", "t").rows(), 4);
  EXPECT_EQ(parse_table("x\n1\n\n2\n3\n\n4\n5\n\n6\n7\n", "t").rows(), 7);
  EXPECT_EQ(parse_table("x\n\n1\n2\n\n3\n", "t").rows(), 3);
  EXPECT_EQ(parse_table("x,y\n1,2\n\n3,4\n5,6\n", "t").rows(), 3);
}

}  // namespace
}  // namespace ganglion::data
