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
std::string RunFolder::checkpoint(std::int64_t index) const {
  if (index == 0) return path_ + "/checkpoint.ganglion";
  return fmt::format("{}/checkpoint-{}.ganglion", path_, index + 1);
}
std::string RunFolder::network(std::int64_t index) const {
  return fmt::format("{}/network-{}.ganglion", path_, index + 1);
}
bool RunFolder::has_checkpoints(std::int64_t networks) const {
  for (std::int64_t i = 0; i < networks; ++i) {
    if (fs::exists(checkpoint(i)) || fs::exists(network(i))) return true;
  }
  return false;
}
void RunFolder::remove_checkpoints(std::int64_t networks) const {
  std::error_code code;  // one that stays does no harm
  for (std::int64_t i = 0; i < networks; ++i) {
    fs::remove(checkpoint(i), code);
    fs::remove(network(i), code);
  }
}

}  // namespace ganglion::train
