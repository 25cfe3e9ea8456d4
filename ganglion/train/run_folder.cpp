#include "ganglion/train/run_folder.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "ganglion/core/error.h"

namespace ganglion::train {
namespace {

namespace fs = std::filesystem;

bool taken(const std::string& path) {
  std::error_code code;
  return fs::exists(path, code) && !(fs::is_directory(path, code) && fs::is_empty(path, code));
}

}  // namespace

RunFolder RunFolder::make_new(const std::string& wanted) {
  std::string path = wanted;
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  std::error_code code;
  if (fs::exists(path, code) && !fs::is_directory(path, code)) {
    throw Error(fmt::format("--out {}: this is a file; name a folder", path));
  }
  const std::string first = path;
  for (int number = 2; taken(path); ++number) path = fmt::format("{}-{}", first, number);
  fs::create_directories(path, code);
  if (code) throw Error(fmt::format("--out {}: can't be made: {}", path, code.message()));
  if (::access(path.c_str(), W_OK) != 0) {
    throw Error(fmt::format("--out {}: no permission to write there", path));
  }
  return RunFolder(path);
}

bool RunFolder::begun() const {
  return fs::exists(job());
}
bool RunFolder::finished() const {
  return fs::exists(metrics()) && fs::exists(model());
}
bool RunFolder::has_checkpoint() const {
  return fs::exists(checkpoint());
}
void RunFolder::remove_checkpoint() const {
  std::error_code code;
  fs::remove(checkpoint(), code);  // one that stays does no harm
}

}  // namespace ganglion::train
