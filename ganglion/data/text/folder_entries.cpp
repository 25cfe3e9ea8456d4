#include "ganglion/data/text/folder_entries.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <memory>
#include <string_view>

namespace ganglion::data {
namespace {

using std::filesystem::file_type;

file_type type_of(mode_t mode) {
  if (S_ISREG(mode)) return file_type::regular;
  if (S_ISDIR(mode)) return file_type::directory;
  return file_type::unknown;
}

/// What the folder itself knows of the type saves a look at each file.
FolderEntry entry_of(DIR* folder, const dirent& found) {
  FolderEntry entry{found.d_name, file_type::none, found.d_type == DT_LNK};
  if (found.d_type != DT_UNKNOWN && !entry.is_link) {
    entry.type = type_of(DTTOIF(found.d_type));
    return entry;
  }
  struct stat status {};
  const int fd = ::dirfd(folder);
  if (!entry.is_link && ::fstatat(fd, entry.name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
    entry.is_link = S_ISLNK(status.st_mode);
  }
  if (::fstatat(fd, entry.name, &status, 0) == 0) entry.type = type_of(status.st_mode);
  return entry;
}

}  // namespace

std::error_code visit_folder(const std::string& folder,
                             const std::function<void(const FolderEntry&)>& visit) {
  const auto close = [](DIR* opened) { ::closedir(opened); };
  const std::unique_ptr<DIR, decltype(close)> opened(::opendir(folder.c_str()), close);
  if (!opened) return {errno, std::generic_category()};
  while (true) {
    errno = 0;
    const dirent* found = ::readdir(opened.get());
    if (found == nullptr) return {errno, std::generic_category()};
    const std::string_view name = found->d_name;
    if (name != "." && name != "..") visit(entry_of(opened.get(), *found));
  }
}

}  // namespace ganglion::data
