#pragma once
#include <memory>
#include <optional>
#include <string>

#include "http/server.h"
#include "studio/session.h"

namespace CLI {
class App;
}

namespace ganglion::cli {

/// Where a page is served, as typed.
struct PageOptions {
  std::string host = "127.0.0.1";
  std::string port = "0";
  std::string token = {};  // empty: drawn
  bool open = false;
};

/// Adds --host, --port and --open.
void add_page_options(CLI::App& command, PageOptions& typed);

/// The live page, from now on until the end of this object.
class StudioPage {
 public:
  /// Throws Error where nobody can listen, and when `asked` names data that can't be read.
  StudioPage(const PageOptions& typed, train::Job asked,
             std::optional<studio::RunsFolder> folder = std::nullopt);
  ~StudioPage();
  StudioPage(const StudioPage&) = delete;
  StudioPage& operator=(const StudioPage&) = delete;

  std::string address() const { return server_.address(); }
  studio::Session& session() { return session_; }

 private:
  std::shared_ptr<http::EventLog> events_ = std::make_shared<http::EventLog>();
  studio::Session session_;
  http::Server server_;
};

/// A page that a training is watched on; says its address on stderr. Throws UsageError for a job
/// that it can't show.
std::unique_ptr<StudioPage> page_of_training(const PageOptions& typed, const train::Job& job);

}  // namespace ganglion::cli
