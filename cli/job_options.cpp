#include "cli/job_options.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/commands.h"
#include "ganglion/core/setting.h"
#include "ganglion/train/job/job_keys.h"
#include "ganglion/train/job/job_values.h"

namespace ganglion::cli {

void add_job_options(CLI::App& command, JobOptions& typed,
                     const std::function<bool(std::string_view key)>& wanted) {
  command.add_option("DATA", typed.data,
                     "table (CSV, TSV or ARFF; also .gz, or - for stdin), folder of images or WAV "
                     "files with a sub-folder per class, .ts, .npz, or IMAGES.idx:LABELS.idx");
  add_job_keys(command, typed, wanted);
}

void add_job_keys(CLI::App& command, JobOptions& typed,
                  const std::function<bool(std::string_view key)>& wanted) {
  for (const train::JobKey& key : train::job_keys()) {
    if (key.name == "data" || !wanted(key.name)) continue;
    std::string names = flag_of(key.name);
    if (!key.alias.empty()) names += "," + flag_of(key.alias);
    auto* option = command.add_option(names, typed.values[key.name], train::help_with_default(key))
                       ->type_name(key.value);
    if (key.implied) {
      option->expected(0, 1)->default_str(*key.implied);
      continue;
    }
    option->expected(1)->allow_extra_args(false)->multi_option_policy(
        CLI::MultiOptionPolicy::TakeAll);
  }
}

std::int64_t whole_number(const std::string& flag, const std::string& text, std::int64_t least,
                          std::int64_t most) {
  try {
    return train::to_whole(text, least, most);
  } catch (const Error& error) {
    throw UsageError(fmt::format("{}: {}", flag, error.what()));
  }
}

void apply(train::Job& job, const JobOptions& typed) {
  if (!typed.data.empty()) job.data = typed.data;
  for (const auto& [key, values] : typed.values) {
    if (values.empty()) continue;
    try {
      train::job_key(key).set(job, values);
    } catch (const Error& error) {
      throw UsageError(fmt::format("{}: {}", flag_of(key), error.what()));
    }
  }
}

}  // namespace ganglion::cli
