#include "ganglion/train/job/job_command.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "ganglion/core/quotes.h"
#include "ganglion/core/setting.h"
#include "ganglion/train/job/column_words.h"
#include "ganglion/train/job/job_keys.h"

namespace ganglion::train {
namespace {

std::string columns_of(const Job& job) {
  std::vector<std::string> columns;
  for (const auto& [name, type] : job.columns) {
    columns.push_back(name + "=" + column_words(job, name));
  }
  return fmt::format("{}", fmt::join(columns, ","));
}

/// The value of a key as it is typed: TOML's quotes and brackets taken off.
std::string typed(const JobKey& key, const Job& job) {
  if (key.name == "target") return fmt::format("{}", fmt::join(job.targets, ","));
  if (key.name == "ignore") return fmt::format("{}", fmt::join(job.ignore, ","));
  if (key.name == "missing") return fmt::format("{}", fmt::join(job.missing, ","));
  if (key.name == "columns") return columns_of(job);
  if (key.name == "network") return job.network ? job.network->text() : "";
  std::string text = key.toml(job).value_or("");
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'')) {
    text = text.substr(1, text.size() - 2);
  }
  return text;
}

}  // namespace

std::string command_of(const Job& job) {
  std::string text = "ganglion train " + shell_word(job.data);
  const Job defaults;
  for (const JobKey& key : job_keys()) {
    // Threads change no result, and the folders are where the results are anyway.
    if (key.name == "data" || key.name == "out" || key.name == "tensorboard" ||
        key.name == "threads") {
      continue;
    }
    const auto value = key.toml(job);
    if (!value || value == key.toml(defaults)) continue;
    text += " " + flag_of(key.name) + " " + shell_word(typed(key, job));
  }
  return text;
}

}  // namespace ganglion::train
