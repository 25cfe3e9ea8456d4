#include "ganglion/train/run/run_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/core/setting.h"

namespace ganglion::train {
namespace {

namespace fs = std::filesystem;

std::string without_end_slash(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

/// Makes a folder; one that is there already will do.
void make_run_folder(const std::string& path) {
  std::error_code code;
  fs::create_directories(path, code);
  std::error_code ignored;
  if (!code || fs::exists(path, ignored)) return;
  throw Error(fmt::format("{}: can't create the folder: {}", setting("out", path), code.message()),
              {.setting = "out"});
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

bool RunFolder::lock() {
  Descriptor folder(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open()) return false;
  if (::flock(folder.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) return false;
  lock_ = std::make_shared<const Descriptor>(std::move(folder));
  return true;
}

RunFolder RunFolder::make_new(const std::string& wanted) {
  check_new(wanted);
  const std::string first = without_end_slash(wanted);
  for (int number = 1;; ++number) {
    RunFolder folder(number == 1 ? first : fmt::format("{}-{}", first, number));
    make_run_folder(folder.path());
    std::error_code code;
    // Only who holds it may ask whether it is empty: two runs may have found it so at once.
    if (!folder.lock() || !fs::is_empty(folder.path(), code) || code) continue;
    if (::access(folder.path().c_str(), W_OK) != 0) {
      throw Error(fmt::format("{}: no permission to write there", setting("out", folder.path())),
                  {.setting = "out"});
    }
    return folder;
  }
}

RunFolder RunFolder::reopen(const std::string& path) {
  RunFolder folder(without_end_slash(path));
  folder.check_begun();
  if (!folder.lock()) {
    throw Error(fmt::format(
        "`resume`: the run in {} is still going on; wait for its end, or stop it first", path));
  }
  for (const std::string& file : {folder.model(), folder.job(), folder.history(), folder.metrics(),
                                  folder.report(), folder.checkpoint()}) {
    remove_leftovers(file);
  }
  return folder;
}

void RunFolder::check_begun() const {
  if (begun()) return;
  throw Error(
      fmt::format("`resume`: {} holds no run to continue; start one without `resume`", path_));
}
bool RunFolder::begun() const {
  return fs::exists(job());
}
bool RunFolder::finished() const {
  return fs::exists(model()) && fs::exists(metrics()) && fs::exists(report()) &&
         !has_checkpoints(1);
}
std::string RunFolder::checkpoint(std::int64_t index) const {
  if (index == 0) return path_ + "/checkpoint.ganglion";
  return fmt::format("{}/checkpoint-{}.ganglion", path_, index + 1);
}
std::string RunFolder::network(std::int64_t index) const {
  return fmt::format("{}/network-{}.ganglion", path_, index + 1);
}
bool RunFolder::is_held() const {
  const Descriptor folder(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return folder.is_open() && ::flock(folder.get(), LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}
bool RunFolder::has_checkpoints(std::int64_t networks) const {
  for (std::int64_t i = 0; i < networks; ++i) {
    if (fs::exists(checkpoint(i)) || fs::exists(network(i))) return true;
  }
  return false;
}
void RunFolder::remove_checkpoints(std::int64_t networks) const {
  std::error_code code;  // one that stays does no harm
  for (std::int64_t i = networks - 1; i >= 0; --i) {
    fs::remove(network(i), code);
    fs::remove(checkpoint(i), code);
  }
}

}  // namespace ganglion::train
