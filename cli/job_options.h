#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/train/job/job.h"

namespace CLI {
class App;
}

namespace ganglion::cli {

/// What was typed for a job.
struct JobOptions {
  std::string data = {};
  std::map<std::string, std::vector<std::string>> values = {};  ///< by key of the job
};

/// Adds DATA, and an option for each key of a job that is wanted. `typed` must stay where it is.
void add_job_options(CLI::App& command, JobOptions& typed,
                     const std::function<bool(std::string_view key)>& wanted);
/// The options alone.
void add_job_keys(CLI::App& command, JobOptions& typed,
                  const std::function<bool(std::string_view key)>& wanted);

/// A whole number that was typed for an option. Throws UsageError that names it.
std::int64_t whole_number(const std::string& flag, const std::string& text, std::int64_t least,
                          std::int64_t most);

/// Puts what was typed over the job. Throws UsageError that names the option.
void apply(train::Job& job, const JobOptions& typed);

}  // namespace ganglion::cli
