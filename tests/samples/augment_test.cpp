#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "ganglion/core/error.h"
#include "ganglion/data/augment/augmentation.h"
#include "ganglion/data/augment/transformation.h"
#include "tests/support/error_of.h"

namespace ganglion::support {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using data::Augmentation;
using data::Dataset;

constexpr std::uint64_t kSeed = 7;

/// Rows of bytes that are only shifted to begin at 0, so that what comes out can be read.
Dataset bytes(const Shape& shape, const std::vector<std::uint8_t>& values) {
  Dataset data{.features = Tensor::of(shape, values)};
  const auto channels = static_cast<std::size_t>(shape[1]);
  data.scaling = {.mean = std::vector<double>(channels, 0.0),
                  .std = std::vector<double>(channels, 1.0)};
  return data;
}

/// Image r of two, 1 x 6 x 6: pixel (y, x) is 100 r + 10 y + x.
Dataset pictures() {
  std::vector<std::uint8_t> values;
  for (int r = 0; r < 2; ++r) {
    for (int i = 0; i < 36; ++i)
      values.push_back(static_cast<std::uint8_t>(100 * r + i / 6 * 10 + i % 6));
  }
  return bytes({2, 1, 6, 6}, values);
}

std::vector<float> changed(const Dataset& data, const std::string& text, std::int64_t epoch = 1,
                           std::int64_t row = 0, std::uint64_t seed = kSeed) {
  std::vector<float> result(static_cast<std::size_t>(data.sample_shape().size()));
  data::augmented_row(data, data::parse_augmentation(text),
                      {.seed = seed, .epoch = epoch, .row = row}, result);
  return result;
}

std::string augment_error(const std::string& text) {
  return support::error_of([&] { data::parse_augmentation(text); });
}

TEST(Augment, FollowsFromSeedEpochAndRowAlone) {
  const Dataset data = pictures();
  const std::string all =
      "flip; vflip; shift 2; rotate 10; scale 0.1; crop 5; brightness 0.2; contrast 0.2; cutout 2; "
      "mixup 0.2; jitter 0.1";
  const std::vector<float> first = changed(data, all);
  EXPECT_EQ(changed(data, all), first);
  EXPECT_NE(changed(data, all, 2), first);
  EXPECT_NE(changed(data, all, 1, 1), first);
  EXPECT_NE(changed(data, all, 1, 0, kSeed + 1), first);
}

TEST(Augment, NothingIsNothing) {
  const Dataset data = pictures();
  EXPECT_TRUE(data::parse_augmentation(" ; ;").empty());
  EXPECT_THAT(changed(data, "").back(), 55.0F);
}

TEST(Augment, FlipsHalfOfTheRows) {
  const Dataset data = pictures();
  int flipped = 0;
  for (int epoch = 1; epoch <= 400; ++epoch) {
    const std::vector<float> row = changed(data, "flip", epoch);
    ASSERT_TRUE(row[0] == 0.0F || row[0] == 5.0F);
    ASSERT_EQ(row[6] - row[0], 10.0F);
    flipped += row[0] == 5.0F ? 1 : 0;
  }
  EXPECT_NEAR(flipped, 200, 40);
  bool upside_down = false;
  for (int epoch = 1; epoch <= 20; ++epoch) {
    upside_down = upside_down || changed(data, "vflip", epoch)[0] == 50.0F;
  }
  EXPECT_TRUE(upside_down);
}

TEST(Augment, ShiftsByWholePixelsAndRepeatsTheEdge) {
  const Dataset data = pictures();
  for (int epoch = 1; epoch <= 50; ++epoch) {
    const std::vector<float> row = changed(data, "shift 2", epoch);
    const int first = static_cast<int>(row[3 * 6 + 3]) - 33;  // 10 dy + dx
    const int dy = static_cast<int>(std::lround(first / 10.0));
    const int dx = first - 10 * dy;
    ASSERT_LE(std::abs(dy), 2);
    ASSERT_LE(std::abs(dx), 2);
    ASSERT_EQ(row[0],
              10.0F * static_cast<float>(std::max(dy, 0)) + static_cast<float>(std::max(dx, 0)));
  }
}

TEST(Augment, MovesKeepWhatIsFlat) {
  const Dataset flat = bytes({1, 3, 5, 7}, std::vector<std::uint8_t>(105, 90));
  for (const char* text : {"rotate 30", "scale 0.5", "crop 3", "shift 2", "contrast 0.9"}) {
    for (const float value : changed(flat, text)) EXPECT_NEAR(value, 90.0F, 1e-4F) << text;
  }
  // The middle of an image stays where it is.
  std::vector<std::uint8_t> dot(49, 0);
  dot[24] = 200;
  const Dataset one = bytes({1, 1, 7, 7}, dot);
  EXPECT_NEAR(changed(one, "rotate 45")[24], 200.0F, 1e-3F);
  EXPECT_NEAR(changed(one, "scale 0.3")[24], 200.0F, 1e-3F);
}

TEST(Augment, BrightnessStaysWithinBytes) {
  const Dataset data = pictures();
  for (int epoch = 1; epoch <= 20; ++epoch) {
    const std::vector<float> row = changed(data, "brightness 1", epoch, 1);
    const auto [least, most] = std::ranges::minmax(row);
    EXPECT_GE(least, 0.0F);
    EXPECT_LE(most, 255.0F);
  }
  const std::vector<float> row = changed(data, "brightness 0.1", 1, 1);
  EXPECT_NEAR(row[1] - row[0], 1.0F, 1e-4F);
  EXPECT_LE(std::abs(row[0] - 100.0F), 25.5F);
}

TEST(Augment, CutoutLeavesTheMean) {
  Dataset data = bytes({1, 1, 6, 6}, std::vector<std::uint8_t>(36, 90));
  data.scaling->mean = {40.0};
  const std::vector<float> row = changed(data, "cutout 2");
  const auto blank = std::ranges::count(row, 0.0F);  // scaled: 40 - 40
  EXPECT_GE(blank, 1);
  EXPECT_LE(blank, 4);
  EXPECT_EQ(std::ranges::count(row, 50.0F), 36 - blank);
}

TEST(Augment, MixupKeepsMoreOfTheRowWhoseLabelStays) {
  const Dataset data = bytes({2, 1, 1, 1}, {0, 100});
  double other = 0.0;
  constexpr int kEpochs = 4000;
  for (int epoch = 1; epoch <= kEpochs; ++epoch) other += changed(data, "mixup 0.5", epoch)[0];
  // Half of the partners are row 1; the mean share of a partner is a / (2a + 1) = 1/4.
  EXPECT_NEAR(other / kEpochs, 100.0 * 0.5 * 0.25, 1.0);
}

TEST(Augment, Signals) {
  std::vector<float> values(64);
  std::iota(values.begin(), values.end(), 0.0F);
  Dataset data{.features = Tensor::of({1, 2, 32}, values)};
  const std::vector<float> window = changed(data, "window 16");
  EXPECT_NEAR(window[20] - window[19], 0.5F, 1e-4F);
  EXPECT_NEAR(window[40] - window[8], 32.0F, 1e-4F);  // the same window of both channels
  const std::vector<float> scaled = changed(data, "scale 0.5");
  EXPECT_NEAR(scaled[10] / scaled[1], 10.0F, 1e-3F);
  const std::vector<float> noisy = changed(data, "jitter 0.5");
  double squares = 0.0;
  for (std::size_t i = 0; i < 64; ++i) squares += std::pow(noisy[i] - values[i], 2.0);
  EXPECT_NEAR(std::sqrt(squares / 64), 0.5, 0.15);
}

TEST(Augment, BetaHasItsMeanAndVariance) {
  data::RowRandom random(1, 1, 1);
  double sum = 0.0;
  double squares = 0.0;
  constexpr int kDraws = 20'000;
  for (int i = 0; i < kDraws; ++i) {
    const double value = random.beta(1.2, 0.2);
    ASSERT_GE(value, 0.0);
    ASSERT_LE(value, 1.0);
    sum += value;
    squares += value * value;
  }
  const double mean = sum / kDraws;
  EXPECT_NEAR(mean, 1.2 / 1.4, 0.01);
  EXPECT_NEAR(squares / kDraws - mean * mean, 1.2 * 0.2 / (1.4 * 1.4 * 2.4), 0.005);
}

/// [1, 5, 6] of f32 as a spectrogram is: 1 everywhere, so that what is masked is 0, the mean.
TEST(Augment, MasksBlankNeighbouringBandsOrFrames) {
  Dataset data;
  data.features = Tensor(Shape{1, 1, 5, 6});
  std::ranges::fill(data.features.values<float>(), 1.0F);
  std::set<int> sizes[2];
  for (std::int64_t epoch = 1; epoch <= 60; ++epoch) {
    for (const bool bands : {true, false}) {
      const auto values = changed(data, bands ? "freqmask 2" : "timemask 3", epoch);
      const int lines = bands ? 5 : 6;
      std::vector<int> blank;
      for (int line = 0; line < lines; ++line) {
        const auto at = [&](int other) {
          return values[static_cast<std::size_t>(bands ? line * 6 + other : other * 6 + line)];
        };
        for (int other = 1; other < 11 - lines; ++other) ASSERT_EQ(at(other), at(0));
        if (at(0) == 0.0F) blank.push_back(line);
      }
      if (!blank.empty()) {
        ASSERT_EQ(blank.back() - blank.front() + 1, std::ssize(blank));
      }
      sizes[bands ? 0 : 1].insert(static_cast<int>(blank.size()));
    }
  }
  EXPECT_EQ(sizes[0], (std::set{0, 1, 2}));
  EXPECT_EQ(sizes[1], (std::set{0, 1, 2, 3}));
}

TEST(Augment, TimeShiftLeavesBandsWhereTheyAre) {
  const Dataset data = pictures();
  bool moved = false;
  for (std::int64_t epoch = 1; epoch <= 20; ++epoch) {
    const auto values = changed(data, "timeshift 2", epoch);
    for (std::size_t i = 0; i < values.size(); ++i) {
      ASSERT_EQ(std::floor(values[i] / 10.0F), static_cast<float>(i / 6)) << i;
    }
    moved = moved || values[2] != 2.0F;
  }
  EXPECT_TRUE(moved);
  EXPECT_TRUE(data::parse_augmentation(" none ").empty());
}

TEST(Augment, TextThatCannotBe) {
  EXPECT_THAT(augment_error("flipp"), HasSubstr("unknown transformation \"flipp\"; did you mean"));
  EXPECT_THAT(augment_error("shift"), HasSubstr("write `shift N`"));
  EXPECT_THAT(augment_error("flip 2"), HasSubstr("write `flip`"));
  EXPECT_THAT(augment_error("shift 1.5"), HasSubstr("shift: 1.5: expected an integer >= 1"));
  EXPECT_THAT(augment_error("scale 1"), HasSubstr("expected a number > 0 and <= 0.9"));
  const auto check = [](const std::string& text, data::SampleKind kind, const Shape& shape) {
    try {
      data::check_augmentation(data::parse_augmentation(text), kind, shape);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_EQ(check("rotate 5", data::SampleKind::signal, {1, 9}),
            "augment: rotate: is for images, but these are signals");
  EXPECT_THAT(check("window 10", data::SampleKind::signal, {1, 9}),
              HasSubstr("10 is larger than the data: [1, 9]"));
  EXPECT_THAT(check("crop 6", data::SampleKind::image, {1, 9, 5}),
              HasSubstr("larger than the data"));
  EXPECT_EQ(check("timemask 2", data::SampleKind::signal, {1, 9}),
            "augment: timemask: is for spectrograms, but these are signals");
  EXPECT_THAT(check("freqmask 9", data::SampleKind::spectrogram, {1, 9, 20}),
              HasSubstr("freqmask: 9 covers the whole spectrogram"));
  EXPECT_EQ(
      check("timeshift 8; freqmask 8; timemask 19", data::SampleKind::spectrogram, {1, 9, 20}),
      "no error");
  EXPECT_EQ(check("shift 2; jitter 0.1; mixup 0.2", data::SampleKind::signal, {1, 9}), "no error");
}

}  // namespace
}  // namespace ganglion::support
