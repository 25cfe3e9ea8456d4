#include "ganglion/io/protobuf/message.h"

#include <gtest/gtest.h>

#include <vector>

namespace ganglion::io::protobuf {
namespace {

std::string bytes(std::initializer_list<int> values) {
  std::string text;
  for (const int value : values) text += static_cast<char>(value);
  return text;
}

// The examples of protobuf.dev/programming-guides/encoding, and numbers as IEEE 754 has them.
TEST(ProtobufMessage, WritesTheExamplesOfTheFormat) {
  EXPECT_EQ(Message().integer(1, 150).bytes(), bytes({0x08, 0x96, 0x01}));
  EXPECT_EQ(Message().text(2, "testing").bytes(), bytes({0x12, 0x07}) + "testing");
  EXPECT_EQ(Message().message(3, Message().integer(1, 150)).bytes(),
            bytes({0x1a, 0x03, 0x08, 0x96, 0x01}));
  EXPECT_EQ(Message().integer(1, -2).bytes(),
            bytes({0x08, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}));
  EXPECT_EQ(Message().number(16, 1.0f).bytes(), bytes({0x85, 0x01, 0, 0, 0x80, 0x3f}));
  EXPECT_EQ(Message().number(1, 1.0).bytes(), bytes({0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f}));
  EXPECT_EQ(Message().numbers(6, std::vector<double>{1.0}).bytes(),
            bytes({0x32, 0x08, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f}));
  EXPECT_EQ(Message().numbers(6, std::vector<double>{}).bytes(), "");
}

}  // namespace
}  // namespace ganglion::io::protobuf
