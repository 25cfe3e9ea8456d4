#include "ganglion/train/run/run_folder.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"

namespace ganglion::train {
namespace {

namespace fs = std::filesystem;

std::string without_end_slash(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

bool taken(const std::string& path) {
  std::error_code code;
  return fs::exists(path, code) && !(fs::is_directory(path, code) && fs::is_empty(path, code));
}

}  // namespace

void RunFolder::check_new(const std::string& wanted) {
  std::error_code code;
  for (fs::path path = without_end_slash(wanted); !path.empty(); path = path.parent_path()) {
    if (fs::is_directory(path, code)) return;
    if (!fs::exists(path, code)) continue;
    throw Error(
        path == without_end_slash(wanted)
            ? fmt::format("{}: this is a file; give a folder", setting("out", path.string()))
            : fmt::format("{}: {} is a file; give another folder", setting("out", wanted),
                          path.string()),
        {.setting = "out"});
  }
}

RunFolder RunFolder::make_new(const std::string& wanted) {
  check_new(wanted);
  std::string path = without_end_slash(wanted);
  std::error_code code;
  const std::string first = path;
  for (int number = 2; taken(path); ++number) path = fmt::format("{}-{}", first, number);
  fs::create_directories(path, code);
  if (code)
    throw Error(
        fmt::format("{}: can't create the folder: {}", setting("out", path), code.message()),
        {.setting = "out"});
  if (::access(path.c_str(), W_OK) != 0) {
    throw Error(fmt::format("{}: no permission to write there", setting("out", path)),
                {.setting = "out"});
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
