#pragma once
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include "ganglion/core/file.h"

namespace ganglion::support {

/// An empty folder of a test's own, removed at the end.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "ganglion-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  std::string write(const std::string& name, const std::string& text) const {
    write_file_atomically(*this / name, text);
    return *this / name;
  }

 private:
  std::string path_;
};

}  // namespace ganglion::support
