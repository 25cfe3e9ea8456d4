#include "ganglion/train/tune/search_header.h"

#include <fmt/format.h>

#include <filesystem>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/train/job/job_toml.h"
#include "ganglion/train/run/data_source.h"

namespace ganglion::train {
namespace {

/// What can be said of the data; the time of a file may be another.
io::Json timeless_source(const Job& job) {
  const io::Json source = io::parse_json(data_source(job), "source");
  io::Json::Array files;
  for (const io::Json& file : source.as_array()) {
    io::Json::Object object = file.as_object();
    std::erase_if(object, [](const auto& member) { return member.first == "time"; });
    files.emplace_back(std::move(object));
  }
  return files;
}

}  // namespace

std::string trial_log_path(const std::string& folder) {
  return folder + "/trials.jsonl";
}

io::Json search_header(const Job& job, const std::vector<std::string>& searched,
                       const std::string& metric, const SearchLimits& limits) {
  Job asked = job;
  asked.out.clear();  // no result depends on these two
  asked.threads = 0;
  return io::Json::Object{
      {"search", io::Json::list(searched)},
      {"metric", metric},
      {"job", to_toml(asked)},
      {"data", timeless_source(job)},
      {"limits", io::Json::Object{{"budget", limits.budget}, {"trials", limits.trials}}}};
}

BegunSearch search_to_resume(const std::string& folder) {
  std::error_code code;
  const std::string path = trial_log_path(folder);
  if (!std::filesystem::exists(path, code)) {
    throw Error(fmt::format("`resume`: {} holds no search to continue; start one without `resume`",
                            folder));
  }
  const std::string text = read_file(path);
  const io::Json header = io::parse_json(text.substr(0, text.find('\n')), path + ":1");
  BegunSearch begun = {.job = job_from_toml(header.text("job"), path),
                       .metric = header.text("metric"),
                       .limits = {.budget = header.at("limits").number("budget"),
                                  .trials = header.at("limits").integer("trials")}};
  begun.job.out = folder;
  for (const io::Json& setting : header.array("search")) {
    begun.searched.push_back(setting.as_string());
  }
  return begun;
}

}  // namespace ganglion::train
