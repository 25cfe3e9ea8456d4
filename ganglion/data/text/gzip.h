#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace ganglion::data {

/// Whether bytes begin as a gzip file does.
bool is_gzip(std::string_view bytes);

/// Unpacks a gzip file (all of its members) piece by piece.
class GzipReader {
 public:
  /// Gives the next bytes of the file, which stay until it is called again; none at its end.
  using NextBytes = std::function<std::string_view()>;

  /// `name` starts error messages.
  GzipReader(NextBytes next, std::string name);
  GzipReader(GzipReader&&) noexcept;
  GzipReader& operator=(GzipReader&&) noexcept;
  ~GzipReader();

  /// Fills `to`; fewer bytes only at the end. Throws Error for damage and for a file that is cut
  /// short.
  std::size_t read(std::span<char> to);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// What a gzip file holds. Throws Error starting with `name` as GzipReader does, and when that is
/// more than `limit` bytes: a small file may unpack to a thousand times its size.
std::string gunzip(std::string_view bytes, const std::string& name, std::int64_t limit);

/// What a raw deflate stream holds, which must be `size` bytes. Throws Error starting with `name`.
std::string inflate_raw(std::string_view bytes, std::uint64_t size, const std::string& name);
/// The same of a zlib stream, deflate with a header and a checksum, as HDF5 has them.
std::string inflate_zlib(std::string_view bytes, std::uint64_t size, const std::string& name);

/// Throws Error: what `name` holds takes more than `limit` bytes of memory.
[[noreturn]] void refuse_large(const std::string& name, std::int64_t limit);

/// The checksum of zip and gzip files.
std::uint32_t crc32_of(std::string_view bytes);

}  // namespace ganglion::data
