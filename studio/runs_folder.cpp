#include "studio/runs_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <string_view>

#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/train/job/job_toml.h"
#include "ganglion/train/run/run_folder.h"
#include "studio/api_error.h"
#include "studio/settings.h"

namespace ganglion::studio {
namespace {

namespace fs = std::filesystem;
using io::Json;

constexpr std::size_t kMaxListed = 500;
constexpr std::size_t kMaxHistory = 1000;

std::string name_of(const std::string& root, const std::string& folder) {
  return fs::path(folder).lexically_relative(root).string();
}

/// Seconds since 1970 of what was written last.
double modified(const train::RunFolder& run) {
  fs::file_time_type last = fs::file_time_type::min();
  for (const std::string& file : {run.job(), run.history(), run.metrics()}) {
    std::error_code code;
    const auto time = fs::last_write_time(file, code);
    if (!code) last = std::max(last, time);
  }
  const auto since = std::chrono::file_clock::to_sys(last).time_since_epoch();
  return std::chrono::duration<double>(since).count();
}

/// history.csv as columns.
struct Columns {
  std::vector<std::string> names;
  std::vector<std::vector<double>> values;  // of each name, an epoch each
};

/// The cells of a line; those with a comma stand in quotes.
std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      if (quoted && i + 1 < line.size() && line[i + 1] == '"')
        cells.back() += line[++i];
      else
        quoted = !quoted;
    } else if (line[i] == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += line[i];
    }
  }
  return cells;
}

/// NaN for a cell that is empty.
double number_in(const std::string& cell) {
  double value = std::nan("");
  std::from_chars(cell.data(), cell.data() + cell.size(), value);
  return value;
}

Columns read_history(const std::string& path) {
  Columns columns;
  if (!fs::exists(path)) return columns;
  const std::string text = read_regular_file(path);
  std::string_view rest = text;
  while (true) {
    const std::size_t end = rest.find('\n');
    if (end == rest.npos) break;  // a line that is being written
    const std::vector<std::string> cells = cells_of(rest.substr(0, end));
    rest.remove_prefix(end + 1);
    if (columns.names.empty()) {
      columns.names = cells;
      columns.values.resize(cells.size());
    } else if (cells.size() == columns.names.size()) {
      for (std::size_t i = 0; i < cells.size(); ++i) {
        columns.values[i].push_back(number_in(cells[i]));
      }
    }
  }
  return columns;
}

std::string status_of(const train::RunFolder& run) {
  if (run.is_held()) return "running";
  return run.finished() ? "finished" : "interrupted";
}

/// What the run wrote of its results; nothing while there are none.
void add_results(const train::RunFolder& run, Json::Object& entry) {
  if (!fs::exists(run.metrics())) return;
  const Json results = io::parse_json(read_regular_file(run.metrics()), run.metrics());
  Json::Object metrics;
  for (const char* part : {"train", "validation", "test"}) {
    const Json* values = results.find(part);
    if (values != nullptr && values->is_object()) metrics.emplace_back(part, *values);
  }
  entry.emplace_back("metrics", std::move(metrics));
  for (const char* key : {"seconds", "parameters", "model_hash"}) {
    const Json* value = results.find(key);
    if (value != nullptr) entry.emplace_back(key, *value);
  }
}

void add_epochs(const train::RunFolder& run, Json::Object& entry) {
  const Columns columns = read_history(run.history());
  Json::Object last;
  for (std::size_t i = 0; i < columns.names.size(); ++i) {
    if (columns.values[i].empty()) continue;
    last.emplace_back(columns.names[i], Json::finite(columns.values[i].back()));
  }
  entry.emplace_back("epochs", columns.values.empty() ? 0 : std::ssize(columns.values[0]));
  entry.emplace_back("last", std::move(last));
}

Json entry_of(const std::string& root, const std::string& folder) {
  const train::RunFolder run(folder);
  Json::Object entry = {{"name", name_of(root, folder)},
                        {"status", status_of(run)},
                        {"modified", modified(run)},
                        {"report", fs::exists(run.report())}};
  try {
    const train::Job job = train::read_job(run.job());
    entry.emplace_back("data", job.data);
    entry.emplace_back("settings",
                       settings_json(job, nullptr, job.network ? job.network->text() : ""));
    add_epochs(run, entry);
    add_results(run, entry);
  } catch (const Error& error) {
    entry.emplace_back("error", std::string(error.what()));
  }
  return entry;
}

}  // namespace

/// Runs directly below, and those of a comparison or a study a folder deeper. Links lead nowhere.
std::vector<std::string> RunsFolder::names() const {
  std::vector<std::string> found;
  std::error_code code;
  for (auto at = fs::recursive_directory_iterator(path_, code); !code && at != end(at);
       at.increment(code)) {
    std::error_code ignored;
    if (!at->is_directory(ignored) || at->is_symlink(ignored)) continue;
    const bool is_run = train::RunFolder(at->path().string()).begun();
    if (is_run) found.push_back(name_of(path_, at->path().string()));
    if (is_run || at.depth() >= 1) at.disable_recursion_pending();
  }
  return found;
}

Json RunsFolder::to_json() const {
  std::vector<std::pair<double, std::string>> folders;
  for (const std::string& name : names()) {
    const std::string folder = path_ + "/" + name;
    folders.emplace_back(modified(train::RunFolder(folder)), folder);
  }
  std::ranges::sort(folders, std::greater<>());
  if (folders.size() > kMaxListed) folders.resize(kMaxListed);
  Json::Array runs;
  for (const auto& [time, folder] : folders) runs.push_back(entry_of(path_, folder));
  return Json::Object{{"folder", path_}, {"runs", std::move(runs)}};
}

Json RunsFolder::history(const std::string& name) const {
  const Columns columns = read_history(train::RunFolder(folder(name)).history());
  const std::size_t epochs = columns.values.empty() ? 0 : columns.values[0].size();
  const std::size_t stride = std::max<std::size_t>(1, (epochs + kMaxHistory - 1) / kMaxHistory);
  Json::Object history;
  for (std::size_t i = 0; i < columns.names.size(); ++i) {
    Json::Array values;
    for (std::size_t k = 0; k < epochs; ++k) {
      if (k % stride == 0 || k + 1 == epochs) values.push_back(Json::finite(columns.values[i][k]));
    }
    history.emplace_back(columns.names[i], std::move(values));
  }
  return history;
}

std::string RunsFolder::folder(const std::string& name) const {
  const std::vector<std::string> all = names();
  if (std::ranges::find(all, name) != all.end()) return path_ + "/" + name;
  throw ApiError(404, fmt::format("there is no run {} in {}", name, path_));
}

}  // namespace ganglion::studio
