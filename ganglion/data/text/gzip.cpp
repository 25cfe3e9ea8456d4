#include "ganglion/data/text/gzip.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <limits>

#include "ganglion/core/error.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 30;  // zlib counts in 32 bits

/// A stream of zlib, ended on every way out.
class Inflater {
 public:
  /// `window` as inflateInit2 takes it: 31 for gzip, -15 for deflate without a header.
  Inflater(std::string_view bytes, int window, const std::string& name)
      : bytes_(bytes), name_(name) {
    if (inflateInit2(&stream_, window) != Z_OK)
      throw Error(name + ": out of memory while decompressing it");
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { inflateEnd(&stream_); }

  /// Unpacks into `to` from `used` on until it is full or the stream ends; true at the end.
  bool unpack(std::string& to, std::size_t& used) {
    while (used < to.size()) {
      const std::size_t given = std::min(bytes_.size(), kPiece);
      const std::size_t room = std::min(to.size() - used, kPiece);
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes_.data()));
      stream_.avail_in = static_cast<uInt>(given);
      stream_.next_out = reinterpret_cast<Bytef*>(to.data() + used);
      stream_.avail_out = static_cast<uInt>(room);
      const int code = inflate(&stream_, Z_NO_FLUSH);
      bytes_.remove_prefix(given - stream_.avail_in);
      used += room - stream_.avail_out;
      if (code == Z_STREAM_END) return true;
      if (code != Z_OK && code != Z_BUF_ERROR) {
        throw Error(fmt::format("{}: the compressed data are damaged ({}); get the file again",
                                name_, stream_.msg == nullptr ? "no reason given" : stream_.msg));
      }
      if (bytes_.empty() && stream_.avail_out != 0) {
        throw Error(
            fmt::format("{}: the compressed data are truncated; get the file again", name_));
      }
    }
    return false;
  }

  /// Another member follows.
  bool next_member() {
    if (!is_gzip(bytes_)) return false;
    inflateReset(&stream_);
    return true;
  }

 private:
  std::string_view bytes_;
  const std::string& name_;
  z_stream stream_ = {};
};

}  // namespace

bool is_gzip(std::string_view bytes) {
  return bytes.starts_with("\x1F\x8B");
}

std::string gunzip(std::string_view bytes, const std::string& name) {
  Inflater inflater(bytes, 31, name);
  std::string result(std::max<std::size_t>(bytes.size() * 4, 4096), '\0');
  std::size_t used = 0;
  for (;;) {
    if (inflater.unpack(result, used) && !inflater.next_member()) break;
    if (used == result.size()) result.resize(result.size() * 2);
  }
  result.resize(used);
  return result;
}

std::string inflate_raw(std::string_view bytes, std::uint64_t size, const std::string& name) {
  // Deflate packs at most about 1032 to 1: a size beyond that is a lie, and memory for nothing.
  if (size > bytes.size() * 1040 + 1040) {
    throw Error(fmt::format("{}: can't decompress {} bytes from {}; the file is damaged", name,
                            size, bytes.size()));
  }
  Inflater inflater(bytes, -15, name);
  std::string result(static_cast<std::size_t>(size) + 1, '\0');  // a byte too many would show
  std::size_t used = 0;
  inflater.unpack(result, used);
  if (used != size) {
    throw Error(fmt::format("{}: expected {} bytes, got {}; the file is damaged", name, size,
                            used == size + 1 ? "more" : std::to_string(used)));
  }
  result.resize(used);
  return result;
}

std::uint32_t crc32_of(std::string_view bytes) {
  uLong sum = 0;
  while (!bytes.empty()) {
    const std::size_t piece = std::min(bytes.size(), kPiece);
    sum = crc32(sum, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(piece));
    bytes.remove_prefix(piece);
  }
  return static_cast<std::uint32_t>(sum);
}

}  // namespace ganglion::data
