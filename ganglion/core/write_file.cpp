#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <system_error>

#include "ganglion/core/descriptor.h"
#include "ganglion/core/file.h"

namespace ganglion {
namespace {

namespace fs = std::filesystem;

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

std::string folder_of(const std::string& path) {
  std::string folder = fs::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

/// A new file beside `target`. It has no name until all of it is there, so that a kill leaves
/// nothing behind; where the file system can't do that, it has one from the start.
class NewFile {
 public:
  explicit NewFile(const std::string& target)
      : target_(target),
        file_(::open(folder_of(target).c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, kMode)) {
    if (!file_.is_open()) open_named();
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() {
    if (!name_.empty()) ::unlink(name_.c_str());
  }

  static constexpr mode_t kMode = 0666;

  bool is_open() const { return file_.is_open(); }

  /// Fills it and puts it in the place of `target`, whose status is `old` if it is there; 0, or the
  /// error that stopped it.
  int replace(std::span<const std::byte> bytes, const struct stat* old) {
    int code = fill(bytes, old);
    if (code == 0 && name_.empty() && !give_name()) {
      open_named();
      code = is_open() ? fill(bytes, old) : errno;
    }
    const int closed = file_.close();
    if (code == 0) code = closed;
    if (code == 0 && ::rename(name_.c_str(), target_.c_str()) != 0) code = errno;
    if (code == 0) name_.clear();
    return code;
  }

 private:
  static constexpr int kAttempts = 1000;

  std::string name_for(int attempt) const {
    return fmt::format("{}.{}.{}.tmp", target_, ::getpid(), attempt);
  }

  void open_named() {
    for (int i = 0; i < kAttempts; ++i) {
      std::string name = name_for(i);
      file_ = Descriptor(::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kMode));
      if (is_open()) {
        ::flock(file_.get(), LOCK_EX | LOCK_NB);
        name_ = std::move(name);
      }
      if (is_open() || errno != EEXIST) return;
    }
  }

  bool give_name() {
    const std::string from = fmt::format("/proc/self/fd/{}", file_.get());
    for (int i = 0; i < kAttempts; ++i) {
      std::string name = name_for(i);
      if (::linkat(AT_FDCWD, from.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0) {
        name_ = std::move(name);
        return true;
      }
      if (errno != EEXIST) return false;
    }
    return false;
  }

  int fill(std::span<const std::byte> bytes, const struct stat* old) const {
    if (const int code = write_all(file_.get(), bytes); code != 0) return code;
    if (old != nullptr) {
      // Whose it is can be kept by root only; the permissions go last, as a new owner clears some.
      const bool given = ::fchown(file_.get(), old->st_uid, old->st_gid) == 0;
      const mode_t mode = old->st_mode & (given ? 07777U : 0777U);
      if (::fchmod(file_.get(), mode) != 0) return errno;
    }
    return ::fsync(file_.get()) != 0 ? errno : 0;
  }

  std::string target_;
  Descriptor file_;
  std::string name_;
};

/// Makes a rename in the folder of `path` last. File systems that cannot do that say EINVAL.
int sync_folder_of(const std::string& path) {
  Descriptor opened(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.is_open()) return errno;
  return ::fsync(opened.get()) != 0 && errno != EINVAL ? errno : 0;
}

int replace(const std::string& target, std::span<const std::byte> bytes, const struct stat* old) {
  remove_leftovers(target);
  NewFile file(target);
  if (!file.is_open()) return errno;
  const int code = file.replace(bytes, old);
  return code != 0 ? code : sync_folder_of(target);
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() < 10 && std::ranges::all_of(text, [](char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
  });
}

/// The process in "<name>.<pid>.tmp" or "<name>.<pid>.<n>.tmp"; 0 for other names.
pid_t writer_of(std::string_view file, std::string_view name) {
  if (!file.starts_with(name) || !file.ends_with(".tmp")) return 0;
  file.remove_prefix(name.size());
  file.remove_suffix(4);
  if (!file.starts_with('.')) return 0;
  file.remove_prefix(1);
  const std::size_t dot = file.find('.');
  const bool right = is_number(file.substr(0, dot)) &&
                     (dot == std::string_view::npos || is_number(file.substr(dot + 1)));
  return right ? static_cast<pid_t>(std::stol(std::string(file.substr(0, dot)))) : 0;
}

/// A live process on another machine, or in another container, holds a lock.
bool left_behind(const std::string& path, pid_t writer) {
  if (writer == ::getpid() || ::kill(writer, 0) == 0 || errno != ESRCH) return false;
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat status {};
  return file.is_open() && ::fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode) &&
         ::flock(file.get(), LOCK_EX | LOCK_NB) == 0;
}

}  // namespace

/// Not fs::directory_iterator, which in GCC 12 ends the program where there is no memory for a
/// name.
void remove_leftovers(const std::string& path) {
  const std::string name = fs::path(path).filename().string();
  const fs::path folder = folder_of(path);
  const auto close = [](DIR* opened) { ::closedir(opened); };
  const std::unique_ptr<DIR, decltype(close)> entries(::opendir(folder.c_str()), close);
  for (const dirent* entry = nullptr; entries && (entry = ::readdir(entries.get())) != nullptr;) {
    const pid_t writer = writer_of(entry->d_name, name);
    if (writer <= 0) continue;
    const std::string found = (folder / entry->d_name).string();
    if (left_behind(found, writer)) ::unlink(found.c_str());
  }
}

void write_file_atomically(const std::string& path, std::span<const std::byte> bytes) {
  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) fail_file("write", path, EISDIR);
  int code = 0;
  if (exists && !S_ISREG(status.st_mode)) {
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    code = file.is_open() ? write_all(file.get(), bytes) : errno;
  } else {
    // The file behind a link is what gets replaced, not the link.
    std::error_code ignored;
    const auto target = exists ? fs::canonical(path, ignored).string() : path;
    code = replace(target.empty() ? path : target, bytes, exists ? &status : nullptr);
  }
  if (code != 0) fail_file("write", path, code);
}

void append_to_file(const std::string& path, std::string_view bytes) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, NewFile::kMode));
  struct stat old {};
  if (!file.is_open() || ::fstat(file.get(), &old) != 0) fail_file("write", path, errno);
  int code = write_all(file.get(), std::as_bytes(std::span(bytes)));
  if (code != 0 && S_ISREG(old.st_mode) && ::ftruncate(file.get(), old.st_size) != 0) code = errno;
  const int closed = file.close();
  if (code == 0) code = closed;
  if (code != 0) fail_file("write", path, code);
}

void write_file_atomically(const std::string& path, std::string_view bytes) {
  write_file_atomically(path, std::as_bytes(std::span(bytes)));
}

}  // namespace ganglion
