#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace ganglion {

/// A file of bulk data that is read and written in pieces, at any place, and never seen whole.
/// Reads may come from several threads. All functions throw Error naming the path and the reason.
class BulkFile {
 public:
  /// A file without a name in a folder: it is gone when this object is, even if the process is
  /// killed.
  static BulkFile unnamed(const std::string& folder);
  /// A file that will be `path` once publish() is called, and leaves nothing behind otherwise
  /// (where the file system has no files without a name, a process that is killed may leave
  /// `path.<pid>.tmp`).
  static BulkFile create(const std::string& path);
  /// A file that is there, to be read.
  static BulkFile open(const std::string& path);

  BulkFile(BulkFile&& other) noexcept;
  BulkFile& operator=(BulkFile&& other) noexcept;
  BulkFile(const BulkFile&) = delete;
  BulkFile& operator=(const BulkFile&) = delete;
  ~BulkFile();

  /// Writes behind what was written last. Returns where.
  std::uint64_t append(std::span<const std::byte> bytes);
  /// Writes at any place; there may be a gap before it.
  void write_at(std::uint64_t offset, std::span<const std::byte> bytes);
  /// Fills `bytes`. Throws Error, too, when the file ends before.
  void read_at(std::uint64_t offset, std::span<std::byte> bytes) const;
  /// Of the file as it is on disk.
  std::uint64_t size() const;
  /// Gives the file its name; what had it before is replaced. Synced to disk.
  void publish();

  const std::string& path() const { return path_; }

 private:
  BulkFile(int descriptor, std::string path, std::string temporary);

  int descriptor_ = -1;
  std::string path_;
  std::string temporary_;  // its name until publish(); empty: there is none to remove
  std::uint64_t end_ = 0;
};

}  // namespace ganglion
