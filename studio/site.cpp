#include "studio/site.h"

#include <filesystem>
#include <utility>

#include "studio/api.h"

namespace ganglion::studio {
namespace {

http::ServerOptions with_policy(http::ServerOptions options) {
  options.content_security_policy = content_security_policy();
  return options;
}

}  // namespace

Site::Site(http::ServerOptions options, train::Job asked, std::optional<RunsFolder> folder)
    : session_(std::move(asked), events_, std::move(folder)),
      server_(with_policy(std::move(options)),
              [this](const http::Request& request) { return answer(session_, events_, request); }) {
}

Site::~Site() {
  events_->publish("end", R"({"reason": "the program was ended"})");
  session_.give_up();
}

bool is_run(const std::string& path) {
  std::error_code code;
  return !path.empty() && std::filesystem::exists(path + "/job.toml", code);
}

std::optional<RunsFolder> folder_of_runs(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  std::error_code code;
  if (path.empty() || !std::filesystem::is_directory(path, code)) return std::nullopt;
  RunsFolder folder(path);
  return folder.empty() ? std::nullopt : std::optional(std::move(folder));
}

}  // namespace ganglion::studio
