#include "tests/support/npz.h"

#include <fmt/format.h>
#include <zlib.h>

#include <cstring>

namespace ganglion::support {
namespace {

template <class T>
std::string little_endian(T value) {
  std::string bytes(sizeof(T), '\0');
  std::memcpy(bytes.data(), &value, sizeof(T));  // little-endian, as all machines it runs on
  return bytes;
}

template <class T>
std::string npy_of(const std::vector<T>& values, const char* type) {
  std::string header = fmt::format("{{'descr': '{}', 'fortran_order': False, 'shape': ({},), }}",
                                   type, values.size());
  header.resize(117, ' ');  // 10 bytes before it: a multiple of 64
  header += '\n';
  std::string file = std::string("\x93NUMPY\x01", 7) + '\0' +
                     little_endian(static_cast<std::uint16_t>(header.size())) + header;
  file.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
  return file;
}

/// What the local header and the entry of the directory share.
std::string description(const std::string& content) {
  const auto size = static_cast<std::uint32_t>(content.size());
  const auto sum = static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size())));
  return little_endian<std::uint16_t>(20) + little_endian<std::uint16_t>(0) +
         little_endian<std::uint16_t>(0) + little_endian<std::uint32_t>(0x21 << 16) +
         little_endian(sum) + little_endian(size) + little_endian(size);
}

}  // namespace

std::string npy(const std::vector<double>& values) {
  return npy_of(values, "<f8");
}
std::string npy(const std::vector<std::int64_t>& values) {
  return npy_of(values, "<i8");
}

std::string npz(const std::vector<std::pair<std::string, std::string>>& arrays) {
  std::string file;
  std::string directory;
  for (const auto& [name, content] : arrays) {
    const std::string path = name + ".npy";
    const std::string length = little_endian(static_cast<std::uint16_t>(path.size()));
    const std::string about = description(content);
    directory += little_endian<std::uint32_t>(0x02014b50) + little_endian<std::uint16_t>(20) +
                 about + length + std::string(12, '\0') +
                 little_endian(static_cast<std::uint32_t>(file.size())) + path;
    file += little_endian<std::uint32_t>(0x04034b50) + about + length + std::string(2, '\0') +
            path + content;
  }
  const auto count = static_cast<std::uint16_t>(arrays.size());
  const auto begin = static_cast<std::uint32_t>(file.size());
  return file + directory + little_endian<std::uint32_t>(0x06054b50) + std::string(4, '\0') +
         little_endian(count) + little_endian(count) +
         little_endian(static_cast<std::uint32_t>(directory.size())) + little_endian(begin) +
         std::string(2, '\0');
}

}  // namespace ganglion::support
