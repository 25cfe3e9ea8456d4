#include "ganglion/train/job/data_name.h"

#include <fmt/format.h>

#include <filesystem>

#include "ganglion/core/error.h"
#include "ganglion/core/utf8.h"

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

void check_paths(const Job& job) {
  for (const std::string& path : {job.data, job.out, job.validation.file, job.test.file}) {
    if (is_utf8(path)) continue;
    throw Error(
        fmt::format("{}: the name is not UTF-8, and could not be told in job.toml; rename it",
                    printable(path)));
  }
}

}  // namespace ganglion::train
