#include "ganglion/train/job/job_flags.h"

#include <vector>

#include "ganglion/core/setting.h"
#include "ganglion/train/job/job_keys.h"

namespace ganglion::train {

std::string with_flags(std::string_view message) {
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
  return settings_as_flags(message, names);
}

}  // namespace ganglion::train
