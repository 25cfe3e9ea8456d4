#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace ganglion::io::protobuf {

/// A message of Protocol Buffers, written field by field in the order of the calls: what
/// https://protobuf.dev/programming-guides/encoding/ calls the wire format. Fields are named by
/// their numbers (1 to 2^29 - 1).
class Message {
 public:
  /// int32, int64, uint64, bool and enums; negative numbers take ten bytes.
  Message& integer(int field, std::int64_t value);
  /// double and float.
  Message& number(int field, double value);
  Message& number(int field, float value);
  /// string and bytes.
  Message& text(int field, std::string_view value);
  Message& message(int field, const Message& value);
  /// A packed list of doubles; nothing for an empty one.
  Message& numbers(int field, std::span<const double> values);

  /// A packed list of integers; an empty list is written, too.
  Message& integers(int field, std::span<const std::int64_t> values);

  const std::string& bytes() const { return bytes_; }

 private:
  void varint(std::uint64_t value);
  void key(int field, unsigned wire_type);
  void raw(const void* from, std::size_t count);

  std::string bytes_;
};

}  // namespace ganglion::io::protobuf
