#include "ganglion/data/text/version_marks.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string_view>
#include <vector>

namespace ganglion::data {
namespace {

VersionMarks marks_of(std::initializer_list<const char*> texts) {
  VersionMarks marks;
  for (const char* text : texts) marks.add(text);
  return marks;
}

TEST(VersionMarks, AreTwoTextsOfOneNumber) {
  EXPECT_EQ(marks_of({"2.3", "2.9", "2.30", "2.2"}).twin(), "2.30");
  EXPECT_EQ(marks_of({"2.3", "3.30"}).twin(), "");
  EXPECT_EQ(marks_of({"2.3", "2.30", "2.05"}).twin(), "");
  EXPECT_EQ(marks_of({"2.3", "2.30", "-2.5"}).twin(), "");
  EXPECT_EQ(marks_of({"2.3", "2.30", "2.125"}).twin(), "");
  EXPECT_EQ(marks_of({"2.3", "2.30", "1e3", "7"}).twin(), "2.30");
}

TEST(VersionMarks, CountUp) {
  EXPECT_TRUE(marks_of({"4.1", "4.2", "4.9", "4.10", "5.0"}).count_up());
  EXPECT_FALSE(marks_of({"4.1", "4.10", "4.95", "4.25"}).count_up());
  EXPECT_FALSE(marks_of({"4.1", "4.2", "4.9"}).count_up());
}

TEST(VersionMarks, AreJoined) {
  VersionMarks all = marks_of({"4.1", "4.2", "4.3"});
  all.add(marks_of({}));
  all.add(marks_of({"4.10", "4.9"}));
  EXPECT_TRUE(all.count_up());
  all.add(marks_of({"4.01"}));
  EXPECT_EQ(all.twin(), "");
}

TEST(Versions, HaveTwoPointsOneOfThem) {
  const auto are = [](std::vector<std::string_view> texts) { return are_versions(texts); };
  EXPECT_TRUE(are({"1.10", "3", "2.0.1"}));
  EXPECT_TRUE(are({"1.2.3rc1", "10.4.11.2"}));
  EXPECT_FALSE(are({"1.10", "3"}));
  EXPECT_FALSE(are({"2.0.1", "1.2345"}));
  EXPECT_FALSE(are({"2.0.1", "2..1"}));
  EXPECT_FALSE(are({"2.0.1", "1.2.x y"}));
}

}  // namespace
}  // namespace ganglion::data
