#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace ganglion::io::tensorboard {

/// The checksum CRC-32C (Castagnoli; RFC 3720, B.4).
std::uint32_t crc32c(std::string_view bytes);

/// Bytes as a record of a TFRecord file: their length, its checksum, the bytes, their checksum;
/// both checksums rotated and shifted, as the format has them ("masked").
std::string record(std::string_view bytes);

}  // namespace ganglion::io::tensorboard
