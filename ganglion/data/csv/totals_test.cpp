#include "ganglion/data/csv/totals.h"

#include <gmock/gmock.h>

#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/table.h"

namespace ganglion::data {
namespace {

constexpr const char* kRows = "place,men,women\nnorth,3,5\nsouth,4,9\neast,8,2\nwest,6,7\n";

std::int64_t rows_read(const std::string& text) {
  return parse_table(text, "t").rows();
}

TEST(Totals, NeedNoWordWhereTwoColumnsAreSums) {
  EXPECT_EQ(rows_read(std::string(kRows) + "all of them,21,23\n"), 4);
  EXPECT_EQ(rows_read("a,b\n3,5\n4,9\n8,2\n15,16\n"), 3);
  EXPECT_EQ(rows_read(std::string(kRows) + "centre,21,22\n"), 5);
  EXPECT_EQ(rows_read("a,b\n3,x\n4,y\n8,z\n15,w\n"), 4);  // one column may be so by chance
  EXPECT_EQ(rows_read("a,b\n1,0\n2,0\n3,0\n"), 3);
  EXPECT_EQ(rows_read("a,b\n0,0\n0,1\n1,0\n1,1\n"), 4);  // all pairs
}

TEST(Totals, OfASecondFileNeedAWord) {
  const CsvOptions second = {.expected = {"a", "b"}};
  EXPECT_EQ(parse_table("a,b\n3,5\n4,9\n8,2\n15,16\n", "t", second).rows(), 4);
  EXPECT_EQ(parse_table("a,b\n3,5\n4,9\n8,2\nTotal,16\n", "t", second).rows(), 3);
}

TEST(Totals, AreSeveralRows) {
  EXPECT_EQ(rows_read(std::string(kRows) + "Total,21,23\nMean,5.25,5.75\nMax,8,9\n"), 4);
  EXPECT_EQ(rows_read("a,b,c\n1,2,x\n3,5,y\n2,2,z\nAverage,3,\nMin,2,\n"), 3);
  EXPECT_EQ(rows_read("word,count\nsum,3\nmax,4\nmin,9\n"), 3);
}

}  // namespace
}  // namespace ganglion::data
