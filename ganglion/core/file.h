#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace ganglion {

/// Throws Error: cannot <verb> '<path>', with what errno's `code` means and what to do about it.
[[noreturn]] void fail_file(std::string_view verb, const std::string& path, int code);

/// The whole content of a file; pipes and terminals are read to their end. Files are never mapped:
/// one that somebody shortens while it is read is an Error, not the end of the process.
/// Throws Error naming the path and the reason: not there, a directory, a device, no permission.
std::string read_file(const std::string& path);

/// The same of what must be a file: a pipe, which might never end, is an Error, too.
std::string read_regular_file(const std::string& path);

/// Throws Error: `path` has become shorter while it was read, and ends at byte `end`.
[[noreturn]] void fail_shortened(const std::string& path, std::uint64_t end);

/// Puts bytes at `path` so that, whatever happens meanwhile (full disk, kill, power cut), the path
/// holds either what was there before or all of the new content: they are written to a temporary
/// name in the same folder, synced to disk and renamed. A file that is replaced gives the new one
/// its permissions. A link is followed; a pipe or device is written directly. Throws Error naming
/// the path and the reason; no temporary file remains then. A process killed at the wrong moment
/// may leave `path.<pid>.<n>.tmp`; the next one that writes there removes it.
void write_file_atomically(const std::string& path, std::span<const std::byte> bytes);
void write_file_atomically(const std::string& path, std::string_view bytes);

/// Writes behind what the file holds; makes it when it isn't there. When not all of it can be
/// written, the file is again as it was, and Error names the path and the reason. Not synced to
/// disk: a power cut may take the end away.
void append_to_file(const std::string& path, std::string_view bytes);

/// Whether both paths lead to one file that is there, be it by links.
bool same_file(const std::string& a, const std::string& b);

/// Throws Error naming `path` when the file is a device, which has no end. Not for terminals.
void refuse_device(int descriptor, const std::string& path);

/// Removes temporary files of `path` (`<path>.<pid>.tmp`, `<path>.<pid>.<n>.tmp`) whose process no
/// longer runs.
void remove_leftovers(const std::string& path);

}  // namespace ganglion
