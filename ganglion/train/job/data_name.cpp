#include "ganglion/train/job/data_name.h"

#include <filesystem>

namespace ganglion::train {

std::string data_name(const std::string& path) {
  if (path == "-") return "stdin";
  std::filesystem::path file = path;
  std::error_code code;
  if (!std::filesystem::exists(file, code)) file = path.substr(0, path.find(':'));
  if (!file.has_filename()) file = file.parent_path();  // "photos/"
  if (file.extension() == ".gz") file = file.stem();
  std::string name = file.stem().string();
  return name.empty() || name == "." || name == ".." ? "data" : name;
}

}  // namespace ganglion::train
