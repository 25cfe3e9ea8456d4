#pragma once
#include <string>
#include <vector>

#include "ganglion/io/json.h"

namespace ganglion::studio {

/// The run folders below one, as `ganglion studio runs/` shows them. Each question looks anew.
class RunsFolder {
 public:
  explicit RunsFolder(std::string path) : path_(std::move(path)) {}

  const std::string& path() const { return path_; }
  bool empty() const { return names().empty(); }
  /// {"runs": [{"name", "status", "modified", "epochs", "last", "settings", "metrics", "seconds",
  /// "model_hash", "report"}]}, the newest first, 500 at most. `status` is finished, running (a
  /// live process has the folder) or interrupted; `modified` is in seconds since 1970. A run that
  /// can't be read has "error" instead of settings.
  io::Json to_json() const;
  /// The columns of its history.csv, 1,000 epochs at most: {"epoch": […], "loss": […], …}.
  io::Json history(const std::string& name) const;
  /// The folder of a run that is there. Throws ApiError for any other name.
  std::string folder(const std::string& name) const;

 private:
  std::vector<std::string> names() const;

  std::string path_;
};

}  // namespace ganglion::studio
