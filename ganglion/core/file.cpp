#include "ganglion/core/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <system_error>

#include "ganglion/core/descriptor.h"
#include "ganglion/core/error.h"

namespace ganglion {
namespace {

/// What errno means, with what to do about it where that is known.
std::string reason(int code) {
  switch (code) {
    case ENOENT:
      return "no such file or folder; check the path";
    case EISDIR:
      return "it is a folder; name a file";
    case ENOTDIR:
      return "a part of the path is a file, not a folder; check the path";
    case EACCES:
    case EPERM:
      return "permission denied; check who may use the file and its folder";
    case ENOSPC:
    case EDQUOT:
      return "no space left; free some, or write elsewhere";
    case EROFS:
      return "the file system is read-only; write elsewhere";
    default:
      return std::generic_category().message(code);
  }
}

}  // namespace

void fail_file(std::string_view verb, const std::string& path, int code) {
  throw Error(fmt::format("cannot {} '{}': {}", verb, path, reason(code)));
}

namespace {

/// Opens for reading; throws for a folder at once, whatever is to be done with it. `more` are
/// flags of open.
Descriptor open_to_read(const std::string& path, struct stat& status, int more = 0) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | more);
  if (fd < 0 || ::fstat(fd, &status) != 0) {
    const int code = errno;
    if (fd >= 0) ::close(fd);
    fail_file("read", path, code);
  }
  if (S_ISDIR(status.st_mode)) {
    ::close(fd);
    fail_file("read", path, EISDIR);
  }
  return Descriptor(fd);
}

}  // namespace

void refuse_device(int descriptor, const std::string& path) {
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return;
  if (!S_ISBLK(status.st_mode) && (!S_ISCHR(status.st_mode) || ::isatty(descriptor) == 1)) return;
  struct stat null {};
  if (::stat("/dev/null", &null) == 0 && null.st_rdev == status.st_rdev) return;  // it has an end
  throw Error(fmt::format("cannot read '{}': it is a device; name a file", path));
}

bool same_file(const std::string& a, const std::string& b) {
  std::error_code code;
  return std::filesystem::equivalent(a, b, code) && !code;
}

void fail_shortened(const std::string& path, std::uint64_t end) {
  throw Error(fmt::format(
      "cannot read '{}': it has become shorter while it was read, and ends at byte {}; try again "
      "when nobody writes to it",
      path, end));
}

namespace {

std::string read_to_end(const Descriptor& file, const struct stat& status,
                        const std::string& path) {
  const auto size = S_ISREG(status.st_mode) ? static_cast<std::size_t>(status.st_size) : 0;
  std::string content;
  content.reserve(size);
  std::array<char, 1 << 16> chunk;
  for (;;) {
    const ssize_t count = ::read(file.get(), chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_file("read", path, errno);
    if (count == 0) break;
    content.append(chunk.data(), static_cast<std::size_t>(count));
  }
  if (content.size() < size) fail_shortened(path, content.size());
  return content;
}

}  // namespace

std::string read_file(const std::string& path) {
  struct stat status {};
  const Descriptor file = open_to_read(path, status);
  refuse_device(file.get(), path);
  return read_to_end(file, status, path);
}

std::string read_regular_file(const std::string& path) {
  struct stat status {};
  // A pipe that nobody writes to would keep us waiting.
  const Descriptor file = open_to_read(path, status, O_NONBLOCK);
  if (!S_ISREG(status.st_mode)) {
    throw Error(
        fmt::format("cannot read '{}': it is not a regular file; write its content to one", path));
  }
  return read_to_end(file, status, path);
}

}  // namespace ganglion
