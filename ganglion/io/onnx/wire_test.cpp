#include "ganglion/io/onnx/wire.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ganglion/io/protobuf/message.h"
#include "tests/support/error_of.h"

namespace ganglion::io::onnx {
namespace {

using protobuf::Message;
using support::error_of;
using testing::ElementsAre;
using testing::HasSubstr;

// The examples of https://protobuf.dev/programming-guides/encoding: 150 in field 1, "testing" in
// field 2, the packed list 3, 270, 86942 in field 6.
TEST(Wire, WritesWhatTheSpecificationShows) {
  Message number;
  number.integer(1, 150);
  EXPECT_EQ(number.bytes(), std::string("\x08\x96\x01"));
  Message text;
  text.text(2, "testing");
  EXPECT_EQ(text.bytes(), "\x12\x07testing");
  Message list;
  list.integers(6, std::vector<std::int64_t>{3, 270, 86942});
  EXPECT_EQ(list.bytes(), std::string("\x32\x06\x03\x8e\x02\x9e\xa7\x05"));
}

TEST(Wire, ReadsRepeatedNumbersPackedAndNot) {
  const std::string bytes("\x30\x01\x32\x02\x02\x03\x30\x04", 8);
  WireReader reader(bytes);
  std::vector<std::int64_t> values;
  while (reader.next()) reader.append(values);
  EXPECT_THAT(values, ElementsAre(1, 2, 3, 4));
}

TEST(Wire, SkipsFieldsThatNobodyAsksFor) {
  Message writer;
  writer.integer(9, -1);
  writer.number(10, 1.5F);
  writer.text(11, "skipped");
  writer.integer(1, 7);
  WireReader reader(writer.bytes());
  std::int64_t found = 0;
  while (reader.next()) {
    if (reader.field() == 1) found = reader.integer();
  }
  EXPECT_EQ(found, 7);
}

TEST(Wire, NegativeIntegersComeBack) {
  Message writer;
  writer.integer(1, -3);
  EXPECT_EQ(writer.bytes().size(), 11u);  // the key and ten bytes
  WireReader reader(writer.bytes());
  ASSERT_TRUE(reader.next());
  EXPECT_EQ(reader.integer(), -3);
}

TEST(Wire, DamageNamesTheByte) {
  const auto read_all = [](const std::string& bytes) {
    return error_of([&] {
      WireReader reader(bytes);
      while (reader.next()) {
      }
    });
  };
  EXPECT_THAT(read_all(std::string("\x08\x96", 2)), HasSubstr("byte 2: a number is cut off"));
  EXPECT_THAT(read_all(std::string("\x12\x7f"
                                   "ab",
                                   4)),
              HasSubstr("127 bytes are announced, 2"));
  EXPECT_THAT(read_all(std::string("\x0b\x00", 2)), HasSubstr("no field of a message"));
  EXPECT_THAT(read_all(std::string("\x08") + std::string(10, '\xff')),
              HasSubstr("more than ten bytes"));
}

}  // namespace
}  // namespace ganglion::io::onnx
