#include "ganglion/data/second_table.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <string>

#include "ganglion/data/csv/parse_table.h"
#include "tests/support/error_of.h"

namespace ganglion::data {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// Forty rows of a word and two numbers, with a header, and what follows them.
std::string error_of_table(const std::string& behind) {
  std::string csv = "site,heat,wind\n";
  for (int row = 0; row < 40; ++row) {
    csv += fmt::format("s{},{}.5,{}.25\n", row % 4, row, row * 7 % 11);
  }
  return support::error_of([&] { parse_table(csv + behind, "t.csv"); });
}

TEST(SecondTable, BehindABlankLineIsRefused) {
  for (const char* second : {"\nhall,count,share\nn,12,0.5\n", "\nLegend,,x\n,heat,of the air\n",
                             "\nhall,heat,wind\ns1,warm,low\n"}) {
    EXPECT_THAT(error_of_table(second), AllOf(HasSubstr("t.csv:43: behind the blank line above"),
                                              HasSubstr("put it into a file of its own")))
        << second;
  }
}

TEST(SecondTable, OfAnotherWidthIsRefused) {
  for (const char* second : {"\nhall,count\nn,12\n", "\n\nLegend\ns1,North hall\ns2,South hall\n",
                             "\na,b,c,d\n1,2,3,4\n"}) {
    EXPECT_THAT(error_of_table(second), HasSubstr("behind the blank line above it another table"))
        << second;
  }
  EXPECT_THAT(error_of_table("s1,5\n"), HasSubstr("or complete the row"));
}

TEST(SecondTable, IsNoRowBehindABlankLine) {
  EXPECT_EQ(error_of_table("\ns1,5.5,2.25\n"), "no error");
  EXPECT_EQ(error_of_table("\ns1,NA,\n"), "no error");
  EXPECT_EQ(error_of_table("\ns1,unknown,2.25\n"), "no error");
}

}  // namespace
}  // namespace ganglion::data
