#include "ganglion/data/text/zip.h"

#include <fmt/format.h>

#include <cstring>

#include "ganglion/core/error.h"
#include "ganglion/data/text/gzip.h"

namespace ganglion::data {
namespace {

constexpr std::uint64_t kEndSize = 22;
constexpr std::uint64_t kEntrySize = 46;
constexpr std::uint64_t kLocalSize = 30;
constexpr std::uint64_t kIn64 = 0xFFFFFFFF;  // the number stands in the zip64 field

}  // namespace

bool is_zip(std::string_view bytes) {
  return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06");
}

std::vector<ZipEntry> ZipReader::entries() const {
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
  std::vector<ZipEntry> result;
  for (std::uint64_t i = 0; i < count; ++i) result.push_back(entry(at));
  return result;
}

std::string ZipReader::content(const ZipEntry& entry) const {
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
    throw Error(fmt::format("{}: unsupported compression ({}); write it stored or deflated", where,
                            entry.method));
  }
  if (crc32_of(content) != entry.crc) {
    throw Error(where + ": the checksum is wrong; the file is damaged, get it again");
  }
  return content;
}

void ZipReader::check(bool holds) const {
  if (!holds) {
    throw Error(source_ + ": the zip archive is damaged or truncated; get the file again");
  }
}
std::string_view ZipReader::part(std::uint64_t at, std::uint64_t size) const {
  check(at <= bytes_.size() && size <= bytes_.size() - at);
  return bytes_.substr(at, size);
}
std::uint64_t ZipReader::number(std::uint64_t at, std::size_t width) const {
  std::uint64_t value = 0;
  std::memcpy(&value, part(at, width).data(), width);
  return value;
}

/// The record at the end, before a comment of at most 65,535 bytes.
std::uint64_t ZipReader::find_end() const {
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
ZipEntry ZipReader::entry(std::uint64_t& at) const {
  check(number(at, 4) == 0x02014b50);
  ZipEntry result{.name = {},
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
void ZipReader::read_64(std::string_view extra, ZipEntry& entry) const {
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

}  // namespace ganglion::data
