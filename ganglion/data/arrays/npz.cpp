#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "ganglion/core/error.h"
#include "ganglion/data/arrays/arrays.h"
#include "ganglion/data/text/gzip.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

constexpr std::uint64_t kEndSize = 22;
constexpr std::uint64_t kEntrySize = 46;
constexpr std::uint64_t kLocalSize = 30;
constexpr std::uint64_t kIn64 = 0xFFFFFFFF;  // the number stands in the zip64 field

struct Entry {
  std::string name;
  std::uint64_t method = 0;
  std::uint64_t crc = 0;
  std::uint64_t packed = 0;
  std::uint64_t size = 0;
  std::uint64_t local = 0;
};

/// Reads the directory at the end of a zip archive (PKWARE's APPNOTE 6.3, 4.3), and what it names.
/// Every offset and length is checked before it is used.
class ZipReader {
 public:
  ZipReader(std::string_view bytes, const std::string& source) : bytes_(bytes), source_(source) {}

  std::vector<Entry> entries() {
    const std::uint64_t end = find_end();
    std::uint64_t count = number(end + 10, 2);
    std::uint64_t at = number(end + 16, 4);
    if (at == kIn64 || count == 0xFFFF) {
      check(end >= 20 && number(end - 20, 4) == 0x07064b50);
      const std::uint64_t end64 = number(end - 12, 8);
      check(number(end64, 4) == 0x06064b50);
      count = number(end64 + 32, 8);
      at = number(end64 + 48, 8);
    }
    std::vector<Entry> result;
    for (std::uint64_t i = 0; i < count; ++i) result.push_back(entry(at));
    return result;
  }

  std::string content(const Entry& entry) const {
    check(number(entry.local, 4) == 0x04034b50);
    const std::uint64_t names = number(entry.local + 26, 2) + number(entry.local + 28, 2);
    const std::string_view packed = part(entry.local + kLocalSize + names, entry.packed);
    const std::string where = source_ + ": " + entry.name;
    std::string content;
    if (entry.method == 0) {
      check(entry.size == entry.packed);
      content = std::string(packed);
    } else if (entry.method == 8) {
      content = inflate_raw(packed, entry.size, where);
    } else {
      throw Error(fmt::format(
          "{}: unsupported compression ({}); write it with numpy.savez or savez_compressed", where,
          entry.method));
    }
    if (crc32_of(content) != entry.crc) {
      throw Error(where + ": the checksum is wrong; the file is damaged, get it again");
    }
    return content;
  }

 private:
  void check(bool holds) const {
    if (!holds) {
      throw Error(source_ + ": the zip archive is damaged or truncated; get the file again");
    }
  }
  std::string_view part(std::uint64_t at, std::uint64_t size) const {
    check(at <= bytes_.size() && size <= bytes_.size() - at);
    return bytes_.substr(at, size);
  }
  std::uint64_t number(std::uint64_t at, std::size_t width) const {
    std::uint64_t value = 0;
    std::memcpy(&value, part(at, width).data(), width);
    return value;
  }

  /// The record at the end, before a comment of at most 65,535 bytes.
  std::uint64_t find_end() const {
    check(bytes_.size() >= kEndSize);
    const std::uint64_t last = bytes_.size() - kEndSize;
    const std::uint64_t least = last > 0xFFFF ? last - 0xFFFF : 0;
    for (std::uint64_t at = last + 1; at-- > least;) {
      if (number(at, 4) == 0x06054b50) return at;
    }
    check(false);
    return 0;
  }

  /// The entry at a place, which moves on to the next one.
  Entry entry(std::uint64_t& at) const {
    check(number(at, 4) == 0x02014b50);
    Entry result{.name = {},
                 .method = number(at + 10, 2),
                 .crc = number(at + 16, 4),
                 .packed = number(at + 20, 4),
                 .size = number(at + 24, 4),
                 .local = number(at + 42, 4)};
    const std::uint64_t name_size = number(at + 28, 2);
    const std::uint64_t extra_size = number(at + 30, 2);
    result.name = std::string(part(at + kEntrySize, name_size));
    read_64(part(at + kEntrySize + name_size, extra_size), result);
    at += kEntrySize + name_size + extra_size + number(at + 32, 2);
    return result;
  }

  /// Sizes beyond 32 bits stand in an extra field, in this order, those that are needed.
  void read_64(std::string_view extra, Entry& entry) const {
    while (extra.size() >= 4) {
      std::uint16_t kind = 0;
      std::uint16_t size = 0;
      std::memcpy(&kind, extra.data(), 2);
      std::memcpy(&size, extra.data() + 2, 2);
      check(size <= extra.size() - 4);
      std::string_view field = extra.substr(4, size);
      extra.remove_prefix(4U + size);
      if (kind != 1) continue;
      for (std::uint64_t* value : {&entry.size, &entry.packed, &entry.local}) {
        if (*value != kIn64) continue;
        check(field.size() >= 8);
        std::memcpy(value, field.data(), 8);
        field.remove_prefix(8);
      }
    }
  }

  std::string_view bytes_;
  const std::string& source_;
};

}  // namespace

bool is_zip(std::string_view bytes) {
  return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06");
}

std::vector<NamedArray> parse_npz(std::string_view bytes, const std::string& source,
                                  std::int64_t limit) {
  ZipReader zip(bytes, source);
  std::vector<NamedArray> arrays;
  auto left = static_cast<std::uint64_t>(limit);
  for (const Entry& entry : zip.entries()) {
    if (entry.size > left) refuse_large(source, limit);
    left -= entry.size;
    if (!entry.name.ends_with(".npy")) {
      throw Error(
          fmt::format("{}: a zip archive that holds {}, not arrays of NumPy (.npz); if it is "
                      "an .xlsx, save the sheet as CSV",
                      source, shown(entry.name)));
    }
    const std::string name = entry.name.substr(0, entry.name.size() - 4);
    arrays.push_back({name, parse_npy(zip.content(entry), source + ": " + name)});
  }
  if (arrays.empty()) throw Error(source + ": there are no arrays in the file");
  return arrays;
}

std::vector<NamedArray> read_npz(const std::string& path, std::int64_t limit) {
  return parse_npz(read_text(path), path, limit);
}

}  // namespace ganglion::data
