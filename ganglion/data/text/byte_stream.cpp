#include "ganglion/data/text/byte_stream.h"

#include <fmt/format.h>
#include <zlib.h>

#include "ganglion/core/error.h"

namespace ganglion::data {

void ByteWriter::text(std::string_view text) {
  value(static_cast<std::uint64_t>(text.size()));
  const auto* from = reinterpret_cast<const std::byte*>(text.data());
  bytes_.insert(bytes_.end(), from, from + text.size());
}

std::span<const std::byte> ByteReader::take(std::size_t bytes) {
  if (bytes > rest_.size()) throw Error(fmt::format("{} ends too early", what_));
  const auto result = rest_.first(bytes);
  rest_ = rest_.subspan(bytes);
  return result;
}

std::size_t ByteReader::count(std::size_t least) {
  const auto number = value<std::uint64_t>();
  if (number > rest_.size() / least) throw Error(fmt::format("{} ends too early", what_));
  return static_cast<std::size_t>(number);
}

void ByteReader::refuse() const {
  throw Error(fmt::format("{} is damaged", what_));
}

std::string ByteReader::text() {
  const auto bytes = take(count(1));
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::uint32_t checksum(std::span<const std::byte> bytes) {
  return static_cast<std::uint32_t>(
      ::crc32_z(0, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

}  // namespace ganglion::data
