#include "ganglion/data/series_windows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "ganglion/core/arithmetic/tensor_math.h"
#include "ganglion/core/error.h"
#include "tests/support/error_of.h"
#include "tests/support/numbers_of.h"

namespace ganglion::data {
namespace {

using support::error_of;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<float> floats_of(const Tensor& tensor) {
  const auto values = tensor.values<float>();
  return {values.begin(), values.end()};
}

TEST(SeriesWindows, AreWhatLiesInThem) {
  const Dataset rows = series_windows(arange(10), arange(10), {.length = 3});
  EXPECT_EQ(rows.rows(), 7);
  EXPECT_EQ(rows.feature_shape(), Shape({7, 3}));
  EXPECT_THAT(floats_of(rows.in_memory().features.rows(5, 2)), ElementsAre(5, 6, 7, 6, 7, 8));
  EXPECT_THAT(floats_of(rows.targets), ElementsAre(3, 4, 5, 6, 7, 8, 9));
}

TEST(SeriesWindows, HaveColumnsStridesGapsAndATargetAhead) {
  const Tensor series = arange(24).reshaped({12, 2});
  const Dataset rows =
      series_windows(series, arange(12), {.length = 3, .stride = 2, .every = 2, .ahead = 4});
  EXPECT_EQ(rows.feature_shape(), Shape({2, 3, 2}));
  EXPECT_THAT(floats_of(rows.in_memory().features),
              ElementsAre(0, 1, 4, 5, 8, 9, 4, 5, 8, 9, 12, 13));
  EXPECT_THAT(floats_of(rows.targets), ElementsAre(8, 10));
}

TEST(SeriesWindows, WithoutTargetsReachToTheEnd) {
  const Dataset rows = series_windows(arange(10), {.length = 3});
  EXPECT_EQ(rows.rows(), 8);
  EXPECT_FALSE(rows.has_targets());
  EXPECT_THAT(floats_of(rows.in_memory().features.rows(7, 1)), ElementsAre(7, 8, 9));
}

TEST(SeriesWindows, SayWhatIsWrong) {
  const Tensor series = arange(10);
  EXPECT_THAT(error_of([&] { series_windows(series, {.length = 0}); }), HasSubstr("length is 0"));
  EXPECT_THAT(error_of([&] { series_windows(series, {.length = 3, .stride = -1}); }),
              HasSubstr("stride is -1"));
  EXPECT_THAT(error_of([&] {
                series_windows(series,
                               {.length = 3, .every = std::numeric_limits<std::int64_t>::max()});
              }),
              HasSubstr("every"));
  EXPECT_THAT(error_of([&] { series_windows(series, {.length = 11}); }), HasSubstr("series of 10"));
  EXPECT_THAT(error_of([&] { series_windows(series, series, {.length = 10}); }),
              HasSubstr("1 behind it"));
  EXPECT_THAT(error_of([&] { series_windows(series, arange(9), {.length = 2}); }),
              HasSubstr("a target for each time"));
  EXPECT_THROW(series_windows(Tensor::scalar(1.0), {}), Error);
  EXPECT_THROW(stored_features(nullptr), Error);
  Tensor hole = arange(10);
  hole.at({4}) = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(error_of([&] { series_windows(hole, {.length = 2}); }), HasSubstr("time 5"));
  const SeriesWindows windows(series, {.length = 2});
  EXPECT_THROW(windows.rows(std::vector<std::int64_t>{9}), Error);
}

}  // namespace
}  // namespace ganglion::data
