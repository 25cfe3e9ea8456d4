#include "ganglion/core/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <system_error>
#include <utility>

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

/// An open file, closed at the end of its scope.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }
  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  /// 0, or the error that a late write ended with.
  int close() { return is_open() && ::close(std::exchange(fd_, -1)) != 0 ? errno : 0; }

 private:
  int fd_;
};

/// Opens for reading; throws for a folder at once, whatever is to be done with it.
Descriptor open_to_read(const std::string& path, struct stat& status) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
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

/// Writes all bytes; 0, or the error that stopped it.
int write_all(int fd, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return 0;
}

/// A file that did not exist before, in the folder of `path`. Its name goes to `name`.
Descriptor open_temporary(const std::string& path, std::string& name) {
  constexpr int kAttempts = 1000;
  for (int i = 0; i < kAttempts; ++i) {
    name = fmt::format("{}.{}.{}.tmp", path, ::getpid(), i);
    const int fd = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0 || errno != EEXIST) return Descriptor(fd);
  }
  errno = EEXIST;
  return Descriptor(-1);
}

/// Makes a rename in the folder of `path` last. File systems that cannot do that say EINVAL.
int sync_folder_of(const std::string& path) {
  std::string folder = std::filesystem::path(path).parent_path().string();
  if (folder.empty()) folder = ".";
  Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.is_open()) return errno;
  return ::fsync(opened.get()) != 0 && errno != EINVAL ? errno : 0;
}

/// Writes a new file beside `target` and renames it; 0, or the error that stopped it.
int replace(const std::string& target, std::span<const std::byte> bytes) {
  std::string temporary;
  Descriptor file = open_temporary(target, temporary);
  if (!file.is_open()) return errno;
  int code = write_all(file.get(), bytes);
  if (code == 0 && ::fsync(file.get()) != 0) code = errno;
  const int closed = file.close();
  if (code == 0) code = closed;
  if (code == 0 && ::rename(temporary.c_str(), target.c_str()) != 0) code = errno;
  if (code != 0) {
    ::unlink(temporary.c_str());
    return code;
  }
  return sync_folder_of(target);
}

}  // namespace

std::string read_file(const std::string& path) {
  struct stat status {};
  const Descriptor file = open_to_read(path, status);
  std::string content;
  if (S_ISREG(status.st_mode)) content.reserve(static_cast<std::size_t>(status.st_size));
  std::array<char, 1 << 16> chunk;
  for (;;) {
    const ssize_t count = ::read(file.get(), chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_file("read", path, errno);
    if (count == 0) return content;
    content.append(chunk.data(), static_cast<std::size_t>(count));
  }
}

void write_file_atomically(const std::string& path, std::span<const std::byte> bytes) {
  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) fail_file("write", path, EISDIR);
  int code = 0;
  if (exists && !S_ISREG(status.st_mode)) {
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    code = file.is_open() ? write_all(file.get(), bytes) : errno;
  } else {
    // The file behind a link is what gets replaced, not the link.
    std::error_code ignored;
    const auto target = exists ? std::filesystem::canonical(path, ignored).string() : path;
    code = replace(target.empty() ? path : target, bytes);
  }
  if (code != 0) fail_file("write", path, code);
}

void write_file_atomically(const std::string& path, std::string_view bytes) {
  write_file_atomically(path, std::as_bytes(std::span(bytes)));
}

MappedFile::MappedFile(const std::string& path) {
  struct stat status {};
  const Descriptor file = open_to_read(path, status);
  if (!S_ISREG(status.st_mode)) {
    throw Error(fmt::format("cannot map '{}': it is not a regular file; write it to one", path));
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) return;  // mmap refuses a length of 0
  void* start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (start == MAP_FAILED) fail_file("map", path, errno);
  bytes_ = {static_cast<const std::byte*>(start), size};
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
}

void MappedFile::forget(std::string_view part) const {
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto first = reinterpret_cast<std::uintptr_t>(part.data());
  const std::uintptr_t begin = first / page * page;
  // The last page of the file is part of the mapping, whole.
  const bool last = part.data() + part.size() == text().data() + text().size();
  const std::uintptr_t stop = first + part.size() + (last ? page - 1 : 0);
  const std::uintptr_t end = stop / page * page;
  if (begin < end) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
}

std::string_view MappedFile::text() const {
  return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
}

}  // namespace ganglion
