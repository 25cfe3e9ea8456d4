#include "ganglion/train/job/job_flags.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "ganglion/core/setting.h"
#include "ganglion/train/job/job_keys.h"

namespace ganglion::train {
namespace {

const std::vector<std::string>& flag_settings() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all = {
        // options that are no keys of a job
        "resume", "full", "accept_changed_data", "with", "budget", "trials", "metric",
        "search", "path", "collective_timeout"};
    for (const JobKey& key : job_keys()) {
      if (key.name == "data") continue;  // the program takes it without a flag
      all.push_back(key.name);
      if (!key.alias.empty()) all.push_back(key.alias);
    }
    return all;
  }();
  return names;
}

}  // namespace

std::string with_flags(std::string_view message) {
  return settings_as_flags(message, flag_settings());
}

std::string with_flags(std::string_view message, const CommandFlags& of) {
  return settings_as_flags(
      message, flag_settings(), [&](std::string_view setting, const std::string& flag) {
        const bool own = std::ranges::find(of.flags, flag_of(setting)) != of.flags.end();
        return own ? flag : fmt::format("{} (an option of train, not of {})", flag, of.command);
      });
}

}  // namespace ganglion::train
