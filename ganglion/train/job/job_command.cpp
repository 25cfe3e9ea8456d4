#include "ganglion/train/job/job_command.h"

#include <fmt/format.h>

#include "ganglion/core/quotes.h"
#include "ganglion/core/setting.h"
#include "ganglion/train/job/job_keys.h"

namespace ganglion::train {
namespace {

/// The value of a key as it is typed: TOML's quotes and brackets taken off.
std::string typed(const JobKey& key, const Job& job) {
  if (key.name == "target" || key.name == "ignore") {
    std::string text;
    for (const std::string& name : key.name == "target" ? job.targets : job.ignore) {
      text += (text.empty() ? "" : ",") + name;
    }
    return text;
  }
  if (key.name == "columns") {
    std::string text;
    for (const auto& [name, type] : job.columns) {
      text += fmt::format("{}{}={}", text.empty() ? "" : ",", name, data::name_of(type));
    }
    return text;
  }
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
    // Threads change no result, and the folder is where the results are anyway.
    if (key.name == "data" || key.name == "out" || key.name == "threads") continue;
    const auto value = key.toml(job);
    if (!value || value == key.toml(defaults)) continue;
    text += " " + flag_of(key.name) + " " + shell_word(typed(key, job));
  }
  return text;
}

}  // namespace ganglion::train
