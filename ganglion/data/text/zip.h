#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ganglion::data {

/// A file in a zip archive, as the archive's directory tells it.
struct ZipEntry {
  std::string name;
  std::uint64_t method = 0;  ///< 0: stored, 8: deflated; others can't be read
  std::uint64_t crc = 0;
  std::uint64_t packed = 0;  ///< bytes in the archive
  std::uint64_t size = 0;    ///< bytes of the file
  std::uint64_t local = 0;   ///< where its header is
};

/// Whether bytes begin as a zip archive does.
bool is_zip(std::string_view bytes);

/// Reads the directory at the end of a zip archive (PKWARE's APPNOTE 6.3, 4.3), and what it names.
/// Every offset and length is checked before it is used; names are only names, no paths.
class ZipReader {
 public:
  /// `source` starts error messages; the bytes must outlive the reader.
  ZipReader(std::string_view bytes, std::string source)
      : bytes_(bytes), source_(std::move(source)) {}

  /// In the order of the directory. Throws Error for a damaged archive.
  std::vector<ZipEntry> entries() const;
  /// What a file holds: `size` bytes, at most about 1000 times what it takes in the archive. Throws
  /// Error for damage, a wrong checksum, and another compression.
  std::string content(const ZipEntry& entry) const;

 private:
  void check(bool holds) const;
  std::string_view part(std::uint64_t at, std::uint64_t size) const;
  std::uint64_t number(std::uint64_t at, std::size_t width) const;
  std::uint64_t find_end() const;
  ZipEntry entry(std::uint64_t& at) const;
  void read_64(std::string_view extra, ZipEntry& entry) const;

  std::string_view bytes_;
  std::string source_;
};

}  // namespace ganglion::data
