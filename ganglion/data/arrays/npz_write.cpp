#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <set>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/arrays/arrays.h"
#include "ganglion/data/text/gzip.h"

namespace ganglion::data {
namespace {

constexpr std::size_t kNpyAlignment = 64;
constexpr std::size_t kMaxZipName = 65'000;
constexpr std::uint64_t kMax32 = 0xFFFFFFFF;
constexpr std::uint16_t kNamesAreUtf8 = 1 << 11;
/// 1 January 1980, as a zip archive counts days: an archive must not depend on when it is made.
constexpr std::uint32_t kZipDate = 0x21U << 16;

std::string_view npy_type(DType dtype) {
  switch (dtype) {
    case DType::f32:
      return "<f4";
    case DType::f64:
      return "<f8";
    case DType::i32:
      return "<i4";
    case DType::i64:
      return "<i8";
    case DType::u8:
      return "|u1";
  }
  throw Error(fmt::format("{} can't be written as .npy", name_of(dtype)));
}

/// Writes plain numbers behind each other, little-endian as all machines it runs on.
class ZipBytes {
 public:
  template <class T>
  ZipBytes& put(T value) {
    text_.append(reinterpret_cast<const char*>(&value), sizeof value);
    return *this;
  }
  ZipBytes& put_text(std::string_view text) {
    text_ += text;
    return *this;
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

/// One array in the archive, and where.
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
  ZipBytes large;
  for (const std::uint64_t number : numbers) {
    if (number >= kMax32) large.put(number);
  }
  if (large.text().empty()) return {};
  return ZipBytes()
      .put(std::uint16_t{1})
      .put(static_cast<std::uint16_t>(large.text().size()))
      .put_text(large.text())
      .text();
}

/// What the header in front of an array and its entry in the directory share.
void put_description(ZipBytes& to, const Place& place, std::size_t extra) {
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
  ZipBytes bytes;
  bytes.put(std::uint32_t{0x04034b50});
  put_description(bytes, place, extra.size());
  return bytes.put_text(place.name).put_text(extra).text();
}

std::string directory_entry(const Place& place) {
  const std::string extra = zip64_field({place.size, place.size, place.offset});
  ZipBytes bytes;
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
  ZipBytes bytes;
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

std::string to_npy(const Tensor& tensor) {
  const Shape& shape = tensor.shape();
  std::string header = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({}{}), }}",
                                   npy_type(tensor.dtype()), fmt::join(shape.dims(), ", "),
                                   shape.rank() == 1 ? "," : "");
  const std::size_t before = 10;
  while ((before + header.size() + 1) % kNpyAlignment != 0) header += ' ';
  header += '\n';
  std::string bytes("\x93NUMPY\x01\0", 8);
  bytes += ZipBytes().put(static_cast<std::uint16_t>(header.size())).text() + header;
  bytes.append(static_cast<const char*>(tensor.data()), tensor.bytes());
  return bytes;
}

std::string to_npz(const std::vector<NamedArray>& arrays) {
  std::string file;
  std::string directory;
  std::set<std::string_view> names;
  for (const auto& [name, tensor] : arrays) {
    if (!names.insert(name).second) {
      throw Error(
          fmt::format("two arrays are called {}; an .npz file needs different names", shown(name)));
    }
    if (name.size() > kMaxZipName) {
      throw Error(fmt::format("the name of an array has {} bytes; at most {} are possible",
                              name.size(), kMaxZipName));
    }
    const std::string content = to_npy(tensor);
    const Place place{.name = name + ".npy",
                      .crc = crc32_of(content),
                      .size = content.size(),
                      .offset = file.size()};
    file += local_header(place) + content;
    directory += directory_entry(place);
  }
  const std::uint64_t begin = file.size();
  return file + directory + end_of_archive(arrays.size(), begin, directory.size());
}

}  // namespace ganglion::data
