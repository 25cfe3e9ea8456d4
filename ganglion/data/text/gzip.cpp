#include "ganglion/data/text/gzip.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <utility>

#include "ganglion/core/error.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 30;  // zlib counts in 32 bits
constexpr std::string_view kMagic = "\x1F\x8B";

}  // namespace

/// A stream of zlib, ended on every way out.
class Inflater {
 public:
  /// `window` as inflateInit2 takes it: 31 for gzip, 15 for zlib, -15 for deflate without a header.
  Inflater(int window, std::string name) : name_(std::move(name)) {
    if (inflateInit2(&stream_, window) != Z_OK)
      throw Error(name_ + ": out of memory while decompressing it");
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { inflateEnd(&stream_); }

  /// Unpacks from `bytes` into `to`, and moves both on; true at the end of the stream.
  bool unpack(std::string_view& bytes, std::span<char>& to) {
    const std::size_t given = std::min(bytes.size(), kPiece);
    const std::size_t room = std::min(to.size(), kPiece);
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(given);
    stream_.next_out = reinterpret_cast<Bytef*>(to.data());
    stream_.avail_out = static_cast<uInt>(room);
    const int code = inflate(&stream_, Z_NO_FLUSH);
    bytes.remove_prefix(given - stream_.avail_in);
    to = to.subspan(room - stream_.avail_out);
    if (code == Z_STREAM_END) return true;
    if (code == Z_MEM_ERROR) throw Error(name_ + ": out of memory while decompressing it");
    if (code != Z_OK && code != Z_BUF_ERROR) {
      throw Error(fmt::format("{}: the compressed data are damaged ({}); get the file again", name_,
                              stream_.msg == nullptr ? "no reason given" : stream_.msg));
    }
    return false;
  }
  /// Another stream follows.
  void restart() { inflateReset(&stream_); }
  [[noreturn]] void refuse_truncated() const {
    throw Error(fmt::format("{}: the compressed data are truncated; get the file again", name_));
  }

 private:
  std::string name_;
  z_stream stream_ = {};
};

bool is_gzip(std::string_view bytes) {
  return bytes.starts_with(kMagic);
}

struct GzipReader::State {
  NextBytes next;
  Inflater inflater;
  std::string_view bytes = {};
  bool ended = false;

  bool refill() {
    if (bytes.empty()) bytes = next();
    return !bytes.empty();
  }
  /// Takes the start of another member; what else follows is no part of the file. The inflater
  /// wants to see the start, too, which may lie in two pieces: it is given it byte by byte.
  bool begins_member() {
    inflater.restart();
    for (const char c : kMagic) {
      if (!refill() || bytes.front() != c) return false;
      std::string_view one = bytes.substr(0, 1);
      char none = 0;  // zlib wants an address, for no byte at all
      std::span<char> nothing(&none, 0);
      inflater.unpack(one, nothing);
      bytes.remove_prefix(1);
    }
    return true;
  }
};

GzipReader::GzipReader(NextBytes next, std::string name)
    : state_(new State{.next = std::move(next), .inflater = {31, std::move(name)}}) {}
GzipReader::GzipReader(GzipReader&&) noexcept = default;
GzipReader& GzipReader::operator=(GzipReader&&) noexcept = default;
GzipReader::~GzipReader() = default;

std::size_t GzipReader::read(std::span<char> to) {
  std::span<char> rest = to;
  while (!rest.empty() && !state_->ended) {
    if (!state_->refill()) state_->inflater.refuse_truncated();
    if (state_->inflater.unpack(state_->bytes, rest)) state_->ended = !state_->begins_member();
  }
  return to.size() - rest.size();
}

void refuse_large(const std::string& name, std::int64_t limit) {
  throw Error(
      fmt::format("{}: decompressed it takes more than {} MB, the limit for data in memory; "
                  "check where the file is from, or raise the limit (`memory`)",
                  name, limit / 1'000'000),
      {.setting = "memory"});
}

std::string gunzip(std::string_view bytes, const std::string& name, std::int64_t limit) {
  GzipReader reader([&] { return std::exchange(bytes, {}); }, name);
  std::string result(std::max<std::size_t>(bytes.size() * 4, 4096), '\0');
  for (std::size_t used = 0;;) {
    used += reader.read(std::span(result).subspan(used));
    if (used > static_cast<std::uint64_t>(limit)) refuse_large(name, limit);
    if (used < result.size()) {
      result.resize(used);
      return result;
    }
    result.resize(result.size() * 2);
  }
}

/// What a stream of one piece holds, which must be `size` bytes; `window` as Inflater takes it.
static std::string inflate_whole(std::string_view bytes, std::uint64_t size, int window,
                                 const std::string& name) {
  // Deflate packs at most about 1032 to 1: a size beyond that is a lie, and memory for nothing.
  if (size > bytes.size() * 1040 + 1040) {
    throw Error(fmt::format("{}: can't decompress {} bytes from {}; the file is damaged", name,
                            size, bytes.size()));
  }
  Inflater inflater(window, name);
  std::string result(static_cast<std::size_t>(size) + 1, '\0');  // a byte too many would show
  std::span<char> rest = result;
  while (!rest.empty() && !inflater.unpack(bytes, rest)) {
    if (bytes.empty() && !rest.empty()) inflater.refuse_truncated();
  }
  const std::size_t used = result.size() - rest.size();
  if (used != size) {
    throw Error(fmt::format("{}: expected {} bytes, got {}; the file is damaged", name, size,
                            used == size + 1 ? "more" : std::to_string(used)));
  }
  result.resize(used);
  return result;
}

std::string inflate_raw(std::string_view bytes, std::uint64_t size, const std::string& name) {
  return inflate_whole(bytes, size, -15, name);
}

std::string inflate_zlib(std::string_view bytes, std::uint64_t size, const std::string& name) {
  return inflate_whole(bytes, size, 15, name);
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
