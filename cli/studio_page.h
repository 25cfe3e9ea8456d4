#pragma once
#include <memory>
#include <optional>
#include <string>

#include "ganglion/train/job/job.h"
#include "studio/site.h"

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

/// The live page at the address that was typed, and a browser if one is wanted. Throws Error where
/// nobody can listen, and when `asked` names data that can't be read.
std::unique_ptr<studio::Site> open_page(const PageOptions& typed, train::Job asked,
                                        std::optional<studio::RunsFolder> folder = std::nullopt);

/// A page that a training is watched on; says its address on stderr. Throws UsageError for a job
/// that it can't show.
std::unique_ptr<studio::Site> page_of_training(const PageOptions& typed, const train::Job& job);

}  // namespace ganglion::cli
