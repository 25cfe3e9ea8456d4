#include "ganglion/data/samples/sample_columns.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "ganglion/data/csv/parse_table.h"
#include "tests/support/error_of.h"

namespace ganglion::data {
namespace {

using ::testing::HasSubstr;
using Names = std::vector<std::string>;

const SampleColumns kTrained = {.names = {"a", "b", "c", "d"}, .others = {"y"}};

Table table_of_names(const std::string& header) {
  const auto fields = static_cast<std::size_t>(std::ranges::count(header, ',')) + 1;
  std::string row = "1.5";
  for (std::size_t i = 1; i < fields; ++i) row += ",2.5";
  return parse_table(header + "\n" + row + "\n" + row + "\n", "s.csv");
}

Names ordered(const std::string& header, const SampleColumns& training = kTrained) {
  std::vector<Note> notes;
  return in_order_of_training(table_of_names(header), training, notes).names();
}

TEST(SampleColumns, AreOrderedByTheirNames) {
  EXPECT_EQ(ordered("a,b,c,d,y"), (Names{"a", "b", "c", "d", "y"}));
  EXPECT_EQ(ordered("y,d,c,b,a"), (Names{"y", "a", "b", "c", "d"}));
  EXPECT_EQ(ordered("d,more,c,b,a"), (Names{"a", "b", "c", "d"}));
  EXPECT_EQ(ordered("d,c,b,a", {}), (Names{"d", "c", "b", "a"}));
}

TEST(SampleColumns, OfWhichSomeAreMissingAreRefused) {
  const auto refused = [](const std::string& header) {
    return support::error_of([&] { ordered(header); });
  };
  EXPECT_THAT(refused("a,b,c,y"), HasSubstr("s.csv: column \"d\" is missing"));
  EXPECT_THAT(refused("a,e,f,g,y"), HasSubstr("columns \"b\", \"c\", \"d\" are missing"));
}

TEST(SampleColumns, OfAnyLengthMayBeFewerOrMore) {
  SampleColumns any = kTrained;
  any.any_length = true;
  EXPECT_EQ(ordered("a,b,c,y", any), (Names{"a", "b", "c", "y"}));
  EXPECT_EQ(ordered("a,b,c,d,e,y", any), (Names{"a", "b", "c", "d", "e", "y"}));
  EXPECT_EQ(ordered("d,c,b,a,y", any), (Names{"y", "a", "b", "c", "d"}));
  EXPECT_THAT(support::error_of([&] { ordered("a,b,d,y", any); }),
              HasSubstr("column \"c\" is missing"));
  any.channels = 2;
  EXPECT_EQ(ordered("a,c,y", any), (Names{"a", "c", "y"}));
}

TEST(SampleColumns, WithoutNamesStayInTheirOrder) {
  std::vector<Note> notes;
  const Table bare = parse_table("1,2,3,4\n5,6,7,9\n", "s.csv");
  EXPECT_FALSE(names_columns(bare));
  EXPECT_EQ(in_order_of_training(bare, kTrained, notes).names(), bare.names());
  EXPECT_TRUE(notes.empty());
  in_order_of_training(table_of_names("k,l,m,n"), kTrained, notes);
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_THAT(notes[0].text, HasSubstr("\"k\" where training had \"a\""));
}

}  // namespace
}  // namespace ganglion::data
