#include "ganglion/core/bulk_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"

namespace ganglion {
namespace {

constexpr int kBulkMode = 0600;  // copies of data that may be somebody's secret

int create_new(const std::string& name) {
  const int fd = ::open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, kBulkMode);
  if (fd < 0 && errno == EEXIST && ::unlink(name.c_str()) == 0) {
    // Of a process that was killed and had our number.
    return ::open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, kBulkMode);
  }
  return fd;
}

}  // namespace

BulkFile::BulkFile(int descriptor, std::string path, std::string temporary)
    : descriptor_(descriptor), path_(std::move(path)), temporary_(std::move(temporary)) {}

BulkFile::BulkFile(BulkFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      end_(other.end_) {}

BulkFile& BulkFile::operator=(BulkFile&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  std::swap(path_, other.path_);
  std::swap(temporary_, other.temporary_);
  std::swap(end_, other.end_);
  return *this;
}

BulkFile::~BulkFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

BulkFile BulkFile::unnamed(const std::string& folder) {
  const int fd = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, kBulkMode);
  if (fd >= 0) return {fd, folder, {}};
  // Not every file system has files without a name.
  std::string name = fmt::format("{}/.ganglion-{}.tmp", folder, ::getpid());
  const int named = create_new(name);
  if (named < 0) fail_file("write in", folder, errno);
  ::unlink(name.c_str());
  return {named, folder, {}};
}

BulkFile BulkFile::create(const std::string& path) {
  remove_leftovers(path);
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const int unnamed =
      ::open(folder.empty() ? "." : folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, kBulkMode);
  if (unnamed >= 0) return {unnamed, path, {}};
  std::string temporary = fmt::format("{}.{}.tmp", path, ::getpid());
  const int fd = create_new(temporary);
  if (fd < 0) fail_file("write", path, errno);
  ::flock(fd, LOCK_EX | LOCK_NB);  // so that nobody takes it for left behind
  return {fd, path, std::move(temporary)};
}

BulkFile BulkFile::open(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) fail_file("read", path, errno);
  return {fd, path, {}};
}

std::uint64_t BulkFile::append(std::span<const std::byte> bytes) {
  const std::uint64_t place = end_;
  write_at(place, bytes);
  end_ += bytes.size();
  return place;
}

void BulkFile::write_at(std::uint64_t offset, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t count =
        ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_file("write", path_, errno);
    offset += static_cast<std::uint64_t>(count);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

void BulkFile::read_at(std::uint64_t offset, std::span<std::byte> bytes) const {
  while (!bytes.empty()) {
    const ssize_t count =
        ::pread(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail_file("read", path_, errno);
    if (count == 0) fail_shortened(path_, offset);
    offset += static_cast<std::uint64_t>(count);
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
}

std::uint64_t BulkFile::size() const {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) fail_file("read", path_, errno);
  return static_cast<std::uint64_t>(status.st_size);
}

void BulkFile::publish() {
  if (::fsync(descriptor_) != 0) fail_file("write", path_, errno);
  if (temporary_.empty()) {
    temporary_ = fmt::format("{}.{}.tmp", path_, ::getpid());
    const std::string open_file = fmt::format("/proc/self/fd/{}", descriptor_);
    ::unlink(temporary_.c_str());  // of a process that was killed and had our number
    if (::linkat(AT_FDCWD, open_file.c_str(), AT_FDCWD, temporary_.c_str(), AT_SYMLINK_FOLLOW) !=
        0) {
      fail_file("write", path_, errno);
    }
  }
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail_file("write", path_, errno);
  temporary_.clear();
}

}  // namespace ganglion
