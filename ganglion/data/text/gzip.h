#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace ganglion::data {

/// Whether bytes begin as a gzip file does.
bool is_gzip(std::string_view bytes);

/// What a gzip file holds (all of its members). Throws Error starting with `name` for damage and
/// for a file that is cut short.
std::string gunzip(std::string_view bytes, const std::string& name);

/// What a raw deflate stream holds, which must be `size` bytes. Throws Error starting with `name`.
std::string inflate_raw(std::string_view bytes, std::uint64_t size, const std::string& name);

/// The checksum of zip and gzip files.
std::uint32_t crc32_of(std::string_view bytes);

}  // namespace ganglion::data
