#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/core/bulk_file.h"
#include "ganglion/data/text/gzip.h"

namespace ganglion::data {

/// A file of text of any size, read from its beginning to its end as often as is wanted; unpacked
/// on the way if it is packed with gzip.
class TextFile {
 public:
  /// Throws Error naming the path and the reason.
  explicit TextFile(const std::string& path);
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;

  /// The next bytes; fewer than asked for only at the end, which is where it was when the file was
  /// opened. Throws Error when the file has become shorter, and as GzipReader does.
  std::size_t read(std::span<char> to);
  /// Back to the beginning.
  void restart();
  bool packed() const { return reader_.has_value(); }
  /// Bytes of the file as it lies there.
  std::uint64_t file_bytes() const { return size_; }

 private:
  std::size_t read_file(std::span<char> to);

  BulkFile file_;
  std::uint64_t size_;
  std::uint64_t offset_ = 0;
  std::vector<char> packed_ = {};
  std::optional<GzipReader> reader_ = std::nullopt;
};

/// The first bytes of a file, unpacked: `bytes`, or fewer if it holds no more.
std::string beginning_of_text(const std::string& path, std::size_t bytes);

/// Bytes that a file holds, unpacked; counted as far as `enough`.
std::uint64_t text_bytes(const std::string& path, std::uint64_t enough);

/// A part of a text file, looked at a few megabytes at a time.
class TextWindow {
 public:
  /// The file from byte `begin` to `end`; there is no other window of it meanwhile.
  TextWindow(TextFile& file, std::uint64_t begin, std::uint64_t end = UINT64_MAX);

  /// What comes next: `bytes` or more, or all there is. Valid until the next call of a function.
  std::string_view look(std::size_t bytes);
  /// What was looked at is all there is.
  bool ended() const { return ended_; }
  /// Passes over the first bytes of what was looked at. They stay as long as the result does.
  std::shared_ptr<const char[]> take(std::size_t bytes);

 private:
  void fill(std::size_t bytes);

  TextFile& file_;
  std::uint64_t left_;  // of the part, behind what was looked at
  bool ended_ = false;
  std::shared_ptr<char[]> bytes_ = {};
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;
};

}  // namespace ganglion::data
