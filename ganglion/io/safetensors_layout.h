#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "ganglion/core/dtype.h"

namespace ganglion::io {

/// What reader and writer of the safetensors layout share.

inline constexpr std::size_t kLengthBytes = 8;
/// The longest header that the reference implementation reads.
inline constexpr std::uint64_t kMaxHeader = 100'000'000;
inline constexpr std::string_view kMetadataKey = "__metadata__";

/// How a header begins that has a checksum: 32 hexadecimal digits follow. They are XXH3 (128 bits)
/// over all bytes of the file, with zeros ('0') in their place.
inline constexpr std::string_view kChecksumStart = "{\"__metadata__\":{\"checksum\":\"";
inline constexpr std::string_view kChecksumKey = "checksum";
inline constexpr std::string_view kNoChecksum = "00000000000000000000000000000000";

/// Of a whole file that has one; where its digits lie, they count as zeros.
std::string checksum_of(std::span<const std::byte> file);

struct SafetensorsType {
  std::string_view name;
  DType dtype;
};
inline constexpr std::array<SafetensorsType, 5> kSafetensorsTypes{{{"F64", DType::f64},
                                                                   {"F32", DType::f32},
                                                                   {"I64", DType::i64},
                                                                   {"I32", DType::i32},
                                                                   {"U8", DType::u8}}};

}  // namespace ganglion::io
