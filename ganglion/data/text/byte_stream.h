#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ganglion::data {

/// Writes plain values behind each other, as they are in memory (little-endian, as all machines
/// that this runs on are).
class ByteWriter {
 public:
  template <class T>
  void value(const T& number) {
    const auto* from = reinterpret_cast<const std::byte*>(&number);
    bytes_.insert(bytes_.end(), from, from + sizeof(T));
  }
  void text(std::string_view text);
  std::span<const std::byte> bytes() const { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
};

/// Reads them again. Every length is checked: bytes that end too early throw Error.
class ByteReader {
 public:
  /// `what` ("the cache 'x'") starts error messages.
  ByteReader(std::span<const std::byte> bytes, std::string what)
      : rest_(bytes), what_(std::move(what)) {}

  template <class T>
  T value() {
    T number{};
    std::memcpy(&number, take(sizeof(T)).data(), sizeof(T));
    return number;
  }
  /// One of the values 0 to `last` of an enumeration, or of a byte.
  template <class T>
  T choice(T last) {
    const auto byte = value<std::uint8_t>();
    if (byte > static_cast<std::uint8_t>(last)) refuse();
    return static_cast<T>(byte);
  }
  /// A number of things that take at least `least` bytes each.
  std::size_t count(std::size_t least);
  std::string text();
  /// Throws the Error that says what was read is damaged.
  [[noreturn]] void refuse() const;

 private:
  std::span<const std::byte> take(std::size_t bytes);

  std::span<const std::byte> rest_;
  std::string what_;
};

/// A checksum of bytes (CRC-32, as in zip files).
std::uint32_t checksum(std::span<const std::byte> bytes);

}  // namespace ganglion::data
