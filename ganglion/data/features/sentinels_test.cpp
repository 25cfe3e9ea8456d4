#include "ganglion/data/features/sentinels.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ganglion::data {
namespace {

std::string note(std::vector<double> numbers) {
  return sentinel_note({.name = "v", .numbers = std::move(numbers)}).value_or("");
}

TEST(Sentinels, AreNinesFarFromAllOthers) {
  EXPECT_EQ(note({-999, 0.5, 29.2, -999, 12}),
            "-999 in 2 of 5 rows is far from all others (0.5 to 29.2); if it stands for a missing "
            "value: `columns = v=number missing=-999`");
  EXPECT_NE(note({1, 2, 9999.99, 5, 9999.99}), "");
  EXPECT_NE(note({99, 1, 0, 1, 99}), "");
}

/// Of R, GDAL, climate models, NetCDF, ESRI and numeric_limits.
TEST(Sentinels, AreWhatProgramsWriteWhereThereIsNoValue) {
  for (const double fill : {-2147483648.0, -32768.0, 1e20, 9.96921e36, 9.969209968386869e36,
                            -3.40282e38, -3.4028234663852886e38, 1.79769e308}) {
    EXPECT_NE(note({0.5, fill, 29.2, fill, 12}), "") << fill;
  }
  EXPECT_EQ(note({-32768, 32767, -32768, -100}), "");  // of a recording of 16 bits
  EXPECT_EQ(note({1e19, 1, 1e19, 2}), "");
}

TEST(Sentinels, AreNoOrdinaryNumbers) {
  EXPECT_EQ(note({-999, 0.5, 29.2}), "");        // once
  EXPECT_EQ(note({999, 0, 500, 999, 700}), "");  // not far
  EXPECT_EQ(note({9, 1, 9, 2}), "");
  EXPECT_EQ(note({-998, 1, -998, 2}), "");
  EXPECT_EQ(note({999, 0, 0, 999}), "");  // two values
  EXPECT_EQ(note({}), "");
}

}  // namespace
}  // namespace ganglion::data
