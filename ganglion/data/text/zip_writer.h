#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace ganglion::data {

/// Makes a zip archive (PKWARE's APPNOTE 6.3, 4.3) of files that are stored without compression,
/// with zip64 fields where 32 bits don't do. The same files give the same bytes: all are of 1
/// January 1980.
class ZipWriter {
 public:
  /// Appends a file. Names must differ. Throws Error for one of more than 65,000 bytes.
  void add(std::string name, std::string_view content);
  /// The archive with all that was added; the last call.
  std::string bytes() &&;

 private:
  std::string file_;
  std::string directory_;
  std::uint64_t count_ = 0;
};

}  // namespace ganglion::data
