#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace ganglion {

/// Throws Error: cannot <verb> '<path>', with what errno's `code` means and what to do about it.
[[noreturn]] void fail_file(std::string_view verb, const std::string& path, int code);

/// The whole content of a file; pipes and terminals are read to their end.
/// Throws Error naming the path and the reason: not there, a directory, a device, no permission.
std::string read_file(const std::string& path);

/// Puts bytes at `path` so that, whatever happens meanwhile (full disk, kill, power cut), the path
/// holds either what was there before or all of the new content: they are written to a temporary
/// name in the same folder, synced to disk and renamed. A file that is replaced gives the new one
/// its permissions. A link is followed; a pipe or device is written directly. Throws Error naming
/// the path and the reason; no temporary file remains then. A process killed at the wrong moment
/// may leave `path.<pid>.<n>.tmp`; the next one that writes there removes it.
void write_file_atomically(const std::string& path, std::span<const std::byte> bytes);
void write_file_atomically(const std::string& path, std::string_view bytes);

/// Whether both paths lead to one file that is there, be it by links.
bool same_file(const std::string& a, const std::string& b);

/// Throws Error naming `path` when the file is a device, which has no end. Not for terminals.
void refuse_device(int descriptor, const std::string& path);

/// Removes temporary files of `path` (`<path>.<pid>.tmp`, `<path>.<pid>.<n>.tmp`) whose process no
/// longer runs.
void remove_leftovers(const std::string& path);

/// A file seen as memory, read-only; pages are read when touched. Movable. The bytes stay valid as
/// long as the object lives, provided nobody truncates the file meanwhile (files replaced by
/// write_file_atomically are safe: the old content stays mapped).
class MappedFile {
 public:
  /// Throws Error naming the path and the reason. An empty file gives no bytes.
  explicit MappedFile(const std::string& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  std::span<const std::byte> bytes() const { return bytes_; }
  /// The same bytes as text.
  std::string_view text() const;
  /// Gives back the memory of bytes that were looked at, page by page (the last one of `part` when
  /// it ends with it, the first one always); they are read again when touched again.
  void forget(std::string_view part) const;

 private:
  std::span<const std::byte> bytes_;
};

}  // namespace ganglion
