#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <system_error>

namespace ganglion::data {

/// Something in a folder.
struct FolderEntry {
  const char* name;  ///< without the folder
  /// Of what a link leads to; `none` where that is nothing.
  std::filesystem::file_type type;
  bool is_link;

  bool is_folder() const { return type == std::filesystem::file_type::directory; }
  bool is_file() const { return type == std::filesystem::file_type::regular; }
};

/// Calls `visit` for everything in a folder, in the order of the file system, "." and ".." aside.
/// Returns why the folder can't be read, or can't be read to its end. In place of
/// std::filesystem::directory_iterator, which in GCC 12 ends the program where there is no memory
/// for a name; here that is std::bad_alloc.
std::error_code visit_folder(const std::string& folder,
                             const std::function<void(const FolderEntry&)>& visit);

}  // namespace ganglion::data
