#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// The wire format of protocol buffers, which ONNX files are written in
/// (https://protobuf.dev/programming-guides/encoding).
namespace ganglion::io::onnx {

/// Reads the fields of one message, one after another. Every length is checked before it is used;
/// text and bytes are views into what was given. Throws Error naming the byte for anything that is
/// no message.
class WireReader {
 public:
  explicit WireReader(std::string_view bytes, std::size_t offset = 0)
      : bytes_(bytes), offset_(offset) {}

  /// Goes to the next field; false at the end. A field whose value was not asked for is skipped.
  bool next();
  /// The number of the field.
  std::uint32_t field() const { return field_; }

  /// The value of the field, as a type. Throws Error when it is written as another.
  std::int64_t integer();
  float number();
  std::string_view bytes();
  std::string text() { return std::string(bytes()); }
  /// A message inside the message.
  WireReader message();

  /// Appends the values of a repeated field, packed or not.
  void append(std::vector<std::int64_t>& values);
  void append(std::vector<float>& values);
  void append(std::vector<double>& values);

  /// Throws Error "byte <place>: <what>".
  [[noreturn]] void fail(std::string_view what) const;

 private:
  enum class Type : std::uint8_t { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };
  std::uint64_t varint();
  std::string_view take(std::uint64_t count);
  void expect(Type type) const;
  void skip();
  template <class Number>
  void append_fixed(std::vector<Number>& values, Type single);

  std::string_view bytes_;
  std::size_t offset_ = 0;  // of bytes_ in the file
  std::size_t at_ = 0;
  std::uint32_t field_ = 0;
  Type type_ = Type::varint;
  bool pending_ = false;  // the value of the field was not read yet
};

}  // namespace ganglion::io::onnx
