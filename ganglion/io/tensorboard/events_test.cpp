#include "ganglion/io/tensorboard/events.h"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "ganglion/io/tensorboard/records.h"

namespace ganglion::io::tensorboard {
namespace {

std::uint32_t masked(std::string_view bytes) {
  const std::uint32_t sum = crc32c(bytes);
  return ((sum >> 15) | (sum << 17)) + 0xa282ead8U;
}

template <class T>
T number_at(const std::string& bytes, std::size_t at) {
  T value{};
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

// RFC 3720, B.4, and the check value of the catalogue of checksums.
TEST(TensorBoardRecords, HaveTheChecksumOfTheRfc) {
  EXPECT_EQ(crc32c("123456789"), 0xE3069283U);
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAU);
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62A8AB43U);
}

TEST(TensorBoardRecords, HaveLengthBytesAndBothChecksums) {
  const std::string bytes = record("events");
  ASSERT_EQ(bytes.size(), 8 + 4 + 6 + 4);
  EXPECT_EQ(number_at<std::uint64_t>(bytes, 0), 6U);
  EXPECT_EQ(number_at<std::uint32_t>(bytes, 8), masked(bytes.substr(0, 8)));
  EXPECT_EQ(bytes.substr(12, 6), "events");
  EXPECT_EQ(number_at<std::uint32_t>(bytes, 18), masked("events"));
}

TEST(TensorBoardEvents, TheFirstRecordNamesTheVersion) {
  const std::string bytes = version_record(2.0);
  EXPECT_EQ(bytes.substr(12, 9), std::string("\x09\0\0\0\0\0\0\0\x40", 9));
  EXPECT_EQ(bytes.substr(21, 15),
            "\x1a\x0d"
            "brain.Event:2");
}

TEST(TensorBoardEvents, AHistogramCountsEveryValueOnce) {
  std::vector<float> values;
  for (int i = 0; i < 61; ++i) values.push_back(static_cast<float>(i) - 30.0f);
  const std::string bytes = StepEvent(1.0, 7).histogram("w", values).record();
  // The last field: 30 counts, packed.
  const std::string key("\x3a\xf0\x01", 3);
  const std::size_t at = bytes.find(key);
  ASSERT_NE(at, std::string::npos);
  double sum = 0;
  for (std::size_t i = 0; i < 30; ++i) sum += number_at<double>(bytes, at + 3 + 8 * i);
  EXPECT_EQ(sum, 61.0);
  EXPECT_EQ(number_at<double>(bytes, at + 3), 2.0);           // -30 and -29
  EXPECT_EQ(number_at<double>(bytes, at + 3 + 8 * 29), 3.0);  // 28 to 30
}

TEST(TensorBoardEvents, EqualValuesLieInTheLastInterval) {
  const std::string bytes =
      StepEvent(1.0, 7).histogram("w", std::vector<float>{2.0f, 2.0f}).record();
  const std::size_t at = bytes.find(std::string("\x3a\xf0\x01", 3));
  ASSERT_NE(at, std::string::npos);
  EXPECT_EQ(number_at<double>(bytes, at + 3 + 8 * 29), 2.0);
  EXPECT_TRUE(StepEvent(1.0, 7).histogram("w", {}).empty());
}

}  // namespace
}  // namespace ganglion::io::tensorboard
