#include "ganglion/data/features/alike.h"

#include <gtest/gtest.h>

namespace ganglion::data {
namespace {

TEST(Alike, SaysInWhatTextsDiffer) {
  EXPECT_EQ(only_difference("TRUE", "true"), "capitals");
  EXPECT_EQ(only_difference("ÄRZTE", "ärzte"), "capitals");
  EXPECT_EQ(only_difference("ДА", "да"), "capitals");
  EXPECT_EQ(only_difference("yes", " yes\t"), "blanks");
  EXPECT_EQ(only_difference("New York", "New\u00a0York"), "blanks");
  EXPECT_EQ(only_difference("Z\u00fcrich", "Zu\u0308rich"), "Unicode form");
  EXPECT_EQ(only_difference("\u017dilina", "Z\u030cilina"), "Unicode form");
  EXPECT_EQ(only_difference("Yes ", "yes"), "capitals, blanks or Unicode form");
  EXPECT_EQ(only_difference("Per\u00fa", "Peru"), std::nullopt);
  EXPECT_EQ(only_difference("a", "b"), std::nullopt);
}

TEST(Alike, KeysAreEqualForWhatLooksTheSame) {
  EXPECT_EQ(alike_key("Z\u00dcRICH "), alike_key("zu\u0308rich"));
  EXPECT_NE(alike_key("Zurich"), alike_key("zu\u0308rich"));
  EXPECT_NE(alike_key("\xff"), alike_key("\xfe"));  // no UTF-8: bytes as they are
}

}  // namespace
}  // namespace ganglion::data
