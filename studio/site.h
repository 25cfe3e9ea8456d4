#pragma once
#include <memory>
#include <optional>
#include <string>

#include "ganglion/train/job/job.h"
#include "http/server.h"
#include "studio/runs_folder.h"
#include "studio/session.h"

namespace ganglion::studio {

/// The live page, from now on until the end of this object.
class Site {
 public:
  /// The page's own policy takes the place of that of `options`. Throws Error where nobody can
  /// listen, and when `asked` names data that can't be read.
  Site(http::ServerOptions options, train::Job asked,
       std::optional<RunsFolder> folder = std::nullopt);
  ~Site();
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  std::string address() const { return server_.address(); }
  Session& session() { return session_; }

 private:
  std::shared_ptr<http::EventLog> events_ = std::make_shared<http::EventLog>();
  Session session_;
  http::Server server_;
};

/// What front ends make of a folder that is named as data: that of a run gives its data and
/// settings, one with runs below it is listed.
bool is_run(const std::string& path);
std::optional<RunsFolder> folder_of_runs(std::string path);

}  // namespace ganglion::studio
