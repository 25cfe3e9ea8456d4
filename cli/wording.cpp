#include "cli/wording.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <optional>

#include "cli/help.h"
#include "ganglion/train/job/job_flags.h"

namespace ganglion::cli {
namespace {

/// None: a command that takes the settings of a job.
std::optional<train::CommandFlags> typed_flags;

}  // namespace

void word_for(const CLI::App& command) {
  std::vector<std::string> flags = option_names(command);
  const bool takes_jobs = std::ranges::find(flags, "--target") != flags.end();
  typed_flags.reset();
  if (takes_jobs) return;
  typed_flags = train::CommandFlags{.command = command.get_name(), .flags = std::move(flags)};
}

std::string worded(std::string_view message) {
  return typed_flags ? train::with_flags(message, *typed_flags) : train::with_flags(message);
}

}  // namespace ganglion::cli
