#include "ganglion/data/quantities/composed_quantity.h"

#include <gtest/gtest.h>

#include <string>

#include "ganglion/data/quantities/number_mark.h"

namespace ganglion::data {
namespace {

TEST(ComposedQuantity, HasSeveralNumbers) {
  for (const std::string text : {"1h 30m",
                                 "2 h 5 min",
                                 "1 hour, 20 minutes",
                                 "PT1H30M",
                                 "P2DT3H",
                                 "5 ft 11 in",
                                 "5'11\"",
                                 "51°41'2\"N",
                                 "51° 41.5′ N",
                                 "3/8",
                                 "120/80",
                                 "1 1/2",
                                 "1½",
                                 "½",
                                 "13 of 100",
                                 "10-14",
                                 "10 to 14",
                                 "0.5 – 1.5",
                                 "1.6×10^3",
                                 "1.6 x 10**-3",
                                 "1.6 × 10³",
                                 "[1.5, 2]",
                                 "[1.5 2 3 ]",
                                 "[7.25]",
                                 "0b101",
                                 "$46K-$103K",
                                 "5 kg - 8 kg"}) {
    EXPECT_TRUE(composed_quantity(text).certain) << text;
  }
  EXPECT_FALSE(composed_quantity("45 min").certain);  // one part alone has a unit
  EXPECT_FALSE(composed_quantity("45 min").remedy.empty());
}

TEST(ComposedQuantity, IsNoCodeNameOrDate) {
  for (const std::string text :
       {"42275-9981", "2012/20145", "14-10",  "05/07", "12A", "3B4", "1b2c",           "N51",
        "Part",       "P",          "5-door", "[a]",   "x10", "3x4", "10.1038/s41586", "2021-05-06",
        "a/b",        "",           "0b12",   "-"}) {
    EXPECT_FALSE(composed_quantity(text).certain) << text;
  }
}

TEST(NumberMark, StandsBesideANumber) {
  EXPECT_EQ(mark_beside_number("<0.5", {}), "<");
  EXPECT_EQ(mark_beside_number("≥ 3", {}), "≥");
  EXPECT_EQ(mark_beside_number("30+", {}), "+");
  EXPECT_EQ(mark_beside_number("5.3**", {}), "**");
  EXPECT_EQ(mark_beside_number("12.3 b", {}), "b");
  EXPECT_EQ(mark_beside_number("ca. 5", {}), "ca.");
  EXPECT_EQ(mark_beside_number("About 5", {}), "About");
  EXPECT_EQ(mark_beside_number("c5", {}), "");  // a code
  EXPECT_EQ(mark_beside_number("~ 1,5", {.decimal = ','}), "~");
  for (const char* text : {"5.3", "12O.5", "unknown", "<", "b", "12.3 about", ""}) {
    EXPECT_EQ(mark_beside_number(text, {}), "") << text;
  }
}

}  // namespace
}  // namespace ganglion::data
