#include "ganglion/data/text/zip_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/data/text/byte_output.h"
#include "ganglion/data/text/gzip.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kMaxZipName = 65'000;
constexpr std::uint64_t kMax32 = 0xFFFFFFFF;
constexpr std::uint16_t kNamesAreUtf8 = 1 << 11;
/// 1 January 1980, as a zip archive counts days: an archive must not depend on when it is made.
constexpr std::uint32_t kZipDate = 0x21U << 16;

/// One file in the archive, and where.
struct Place {
  std::string name;
  std::uint32_t crc = 0;
  std::uint64_t size = 0;
  std::uint64_t offset = 0;
};

std::uint32_t in_32(std::uint64_t number) {
  return static_cast<std::uint32_t>(std::min(number, kMax32));
}

/// The numbers that 32 bits don't hold, in the order that the format asks for.
std::string zip64_field(std::initializer_list<std::uint64_t> numbers) {
  ByteOutput large;
  for (const std::uint64_t number : numbers) {
    if (number >= kMax32) large.put(number);
  }
  if (large.text().empty()) return {};
  return ByteOutput()
      .put(std::uint16_t{1})
      .put(static_cast<std::uint16_t>(large.text().size()))
      .put_text(large.text())
      .text();
}

/// What the header in front of a file and its entry in the directory share.
void put_description(ByteOutput& to, const Place& place, std::size_t extra) {
  to.put(std::uint16_t{45})  // the version that reads zip64
      .put(kNamesAreUtf8)
      .put(std::uint16_t{0})
      .put(kZipDate)
      .put(place.crc)
      .put(in_32(place.size))
      .put(in_32(place.size))
      .put(static_cast<std::uint16_t>(place.name.size()))
      .put(static_cast<std::uint16_t>(extra));
}

std::string local_header(const Place& place) {
  const std::string extra = zip64_field({place.size, place.size});
  ByteOutput bytes;
  bytes.put(std::uint32_t{0x04034b50});
  put_description(bytes, place, extra.size());
  return bytes.put_text(place.name).put_text(extra).text();
}

std::string directory_entry(const Place& place) {
  const std::string extra = zip64_field({place.size, place.size, place.offset});
  ByteOutput bytes;
  bytes.put(std::uint32_t{0x02014b50}).put(std::uint16_t{45});
  put_description(bytes, place, extra.size());
  return bytes.put_text(std::string(10, '\0'))
      .put(in_32(place.offset))
      .put_text(place.name)
      .put_text(extra)
      .text();
}

/// The end of an archive whose directory of `count` entries lies at `begin`.
std::string end_of_archive(std::uint64_t count, std::uint64_t begin, std::uint64_t size) {
  ByteOutput bytes;
  if (count >= 0xFFFF || begin >= kMax32 || size >= kMax32) {
    bytes.put(std::uint32_t{0x06064b50})
        .put(std::uint64_t{44})
        .put(std::uint16_t{45})
        .put(std::uint16_t{45})
        .put(std::uint64_t{0})
        .put(count)
        .put(count)
        .put(size)
        .put(begin);
    bytes.put(std::uint32_t{0x07064b50}).put(std::uint32_t{0}).put(begin + size);
    bytes.put(std::uint32_t{1});
  }
  const auto count16 = static_cast<std::uint16_t>(std::min<std::uint64_t>(count, 0xFFFF));
  bytes.put(std::uint32_t{0x06054b50}).put(std::uint32_t{0}).put(count16).put(count16);
  return bytes.put(in_32(size)).put(in_32(begin)).put(std::uint16_t{0}).text();
}

}  // namespace

void ZipWriter::add(std::string name, std::string_view content) {
  if (name.size() > kMaxZipName) {
    throw Error(fmt::format("a name in a zip archive has {} bytes; at most {} are possible",
                            name.size(), kMaxZipName));
  }
  const Place place{.name = std::move(name),
                    .crc = crc32_of(content),
                    .size = content.size(),
                    .offset = file_.size()};
  file_ += local_header(place);
  file_ += content;
  directory_ += directory_entry(place);
  ++count_;
}

std::string ZipWriter::bytes() && {
  const std::uint64_t begin = file_.size();
  file_ += directory_;
  file_ += end_of_archive(count_, begin, directory_.size());
  return std::move(file_);
}

}  // namespace ganglion::data
