#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace ganglion::data {

/// Bytes of a binary file, one number behind the other, little-endian as all machines that this
/// runs on are.
class ByteOutput {
 public:
  template <class T>
  ByteOutput& put(T value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    return *this;
  }
  ByteOutput& put_text(std::string_view text) {
    bytes_ += text;
    return *this;
  }
  /// So many zeros.
  ByteOutput& fill(std::size_t count) {
    bytes_.append(count, '\0');
    return *this;
  }
  /// Zeros up to a multiple of 8 bytes.
  ByteOutput& align() { return fill((8 - bytes_.size() % 8) % 8); }

  std::size_t size() const { return bytes_.size(); }
  const std::string& text() const { return bytes_; }

 private:
  std::string bytes_;
};

}  // namespace ganglion::data
