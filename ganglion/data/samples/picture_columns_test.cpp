#include "ganglion/data/samples/picture_columns.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cmath>
#include <functional>

#include "ganglion/core/error.h"
#include "ganglion/core/rng.h"
#include "ganglion/data/csv/parse_table.h"
#include "ganglion/data/read/read_table.h"
#include "tests/support/error_of.h"

namespace ganglion::data {
namespace {

using support::error_of;

using ::testing::HasSubstr;

/// 300 rows of `width` numbers and a class, each value by (row, column).
Table table(std::int64_t width, const std::function<double(std::int64_t, std::int64_t)>& value,
            bool fractions = false) {
  std::string text;
  for (std::int64_t i = 0; i < width; ++i) text += "x" + std::to_string(i) + ",";
  text += "class\n";
  for (std::int64_t row = 0; row < 300; ++row) {
    for (std::int64_t i = 0; i < width; ++i) {
      const double one = value(row, i);
      text += (fractions ? fmt::format("{}", one) : std::to_string(static_cast<int>(one))) + ",";
    }
    text += row % 2 == 0 ? "a\n" : "b\n";
  }
  return parse_table(text, "t.csv");
}

double noise(std::int64_t row, std::int64_t i) {
  return random_uniform(1, static_cast<std::uint64_t>(row), static_cast<std::uint64_t>(i));
}

/// A blot of three pixels' width in the middle of a place that the row draws.
double blot(std::int64_t row, std::int64_t i) {
  const double dy = static_cast<double>(i / 8) - 8.0 * noise(row, 1000);
  const double dx = static_cast<double>(i % 8) - 8.0 * noise(row, 1001);
  return 255.0 * std::exp(-(dx * dx + dy * dy) / 3.0);
}

TEST(ImageColumns, AreFoundByTheirNeighbours) {
  EXPECT_EQ(find_images(table(64, blot), {"class"}), Shape({1, 8, 8}));
  EXPECT_FALSE(find_images(table(64, blot), {}));  // 65 columns, one of them text
  EXPECT_FALSE(find_images(table(63, blot), {"class"}));
}

TEST(ImageColumns, OtherNumbersAreNone) {
  const auto any = [](std::int64_t row, std::int64_t i) { return 255.0 * noise(row, i); };
  EXPECT_FALSE(find_images(table(64, any), {"class"}));
  const auto alike = [](std::int64_t row, std::int64_t i) {
    return 200.0 * noise(row, 999) + 55.0 * noise(row, i);
  };
  EXPECT_FALSE(find_images(table(64, alike), {"class"}));
  const auto wave = [](std::int64_t row, std::int64_t i) {
    return 100.0 + 100.0 * std::sin(static_cast<double>(i) / 6.0 + 6.3 * noise(row, 999));
  };
  EXPECT_FALSE(find_images(table(64, wave), {"class"}));
  // Eight statistics of each of eight sensors, neighbours of which are alike.
  const auto sensors = [](std::int64_t row, std::int64_t i) {
    double level = 0.0;
    for (std::int64_t sensor = 0; sensor <= i / 8; ++sensor)
      level += noise(row, 500 + sensor) - 0.5;
    return 100.0 * level + 100.0 * noise(row, i);
  };
  EXPECT_FALSE(find_images(table(64, sensors), {"class"}));
  const auto walk = [](std::int64_t row, std::int64_t i) {
    double sum = 0.0;
    for (std::int64_t step = 0; step <= i; ++step) sum += noise(row, step) - 0.5;
    return 1000.0 * sum;
  };
  EXPECT_FALSE(find_images(table(64, walk), {"class"}));
  const auto shuffled = [](std::int64_t row, std::int64_t i) { return blot(row, 37 * i % 64); };
  EXPECT_FALSE(find_images(table(64, shuffled), {"class"}));
}

TEST(ImageColumns, OfAnyRange) {
  const auto of = [](double low, double high) {
    return
        [=](std::int64_t row, std::int64_t i) { return low + (high - low) * blot(row, i) / 255.0; };
  };
  for (const auto& [low, high] :
       {std::pair{-1.0, 1.0}, std::pair{0.0, 1.0}, std::pair{0.0, 16.0}, std::pair{-2000.0, 3e4}}) {
    const Table pixels = table(64, of(low, high), true);
    EXPECT_EQ(find_images(pixels, {"class"}), Shape({1, 8, 8})) << low << " to " << high;
    const Tensor values = image_columns(pixels, {"class"}, Shape{1, 8, 8}).samples().tensor();
    ASSERT_EQ(values.dtype(), DType::f32);
    EXPECT_NEAR(values.values<float>()[70], of(low, high)(1, 6), 1e-6 * (high - low));
  }
}

/// Smooth all over, as photos are: pixels half an image apart are still alike.
TEST(ImageColumns, OfPhotos) {
  const auto photo = [](std::int64_t row, std::int64_t i) {
    return 400.0 * noise(row, 900) + 0.6 * blot(row, i);
  };
  EXPECT_EQ(find_images(table(64, photo), {"class"}), Shape({1, 8, 8}));
}

/// 64 values of heartbeats, which are smooth in time.
TEST(ImageColumns, SignalsAreNone) {
  const Table beats = read_table(GANGLION_SOURCE_DIR "/data/ecg.csv");
  std::vector<std::string> others = beats.names();
  others.erase(others.begin() + 1, others.begin() + 65);
  ASSERT_TRUE(possible_images(beats, others));
  EXPECT_FALSE(find_images(beats, others));
}

TEST(ImageColumns, BecomeBytesLineByLine) {
  const auto counted = [](std::int64_t row, std::int64_t i) {
    return static_cast<double>((row + i) % 256);
  };
  const Table pictures = image_columns(table(12, counted), {"class"}, Shape{1, 3, 4});
  EXPECT_EQ(pictures.columns().size(), 1U);
  const Tensor values = pictures.samples().tensor();
  ASSERT_EQ(values.shape(), Shape({300, 1, 3, 4}));
  ASSERT_EQ(values.dtype(), DType::u8);
  EXPECT_EQ(values.values<std::uint8_t>()[5 * 12 + 7], 12);
}

TEST(ImageColumns, RefusesWhatIsNoPixelWithItsPlace) {
  const Table two = parse_table("a,b,y\n1,2,p\n3,,q\n", "t.csv");
  EXPECT_THAT(error_of([&] {
                image_columns(two, {"y"}, Shape{1, 1, 2});
              }),
              HasSubstr("t.csv:3: column \"b\": a value is missing"));
  EXPECT_THAT(
      error_of([&] {
        image_columns(two, {"y"}, Shape{1, 2, 2});
      }),
      HasSubstr("2 columns besides the target can't be images of 2x2, which have 4 values"));
  const Table text = parse_table("a,b,y\n1,2,p\n3,four,q\n", "t.csv");
  EXPECT_THAT(error_of([&] {
                image_columns(text, {"y"}, Shape{1, 1, 2});
              }),
              HasSubstr("\"four\" is not a pixel value"));
}

TEST(ImageColumns, ShapesAreRead) {
  EXPECT_EQ(image_shape("28x20"), Shape({1, 28, 20}));
  EXPECT_EQ(image_shape("3x32x32"), Shape({3, 32, 32}));
  EXPECT_EQ(image_text(Shape{3, 32, 30}), "3x32x30");
  EXPECT_EQ(image_text(Shape{1, 32, 30}), "32x30");
  for (const char* text : {"", "x", "2x8x8", "8x", "3x8x0", "ax8", "8x8x8x8"}) {
    EXPECT_NE(error_of([&] { image_shape(text); }), "no error") << text;
  }
}

}  // namespace
}  // namespace ganglion::data
