#include "cli/studio_page.h"

#include <spawn.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cctype>

#include "cli/commands.h"
#include "cli/job_options.h"
#include "cli/output.h"
#include "cli/tables.h"
#include "studio/api.h"

namespace ganglion::cli {
namespace {

/// Asks the desktop, if there is one; the address is printed anyway.
void open_browser(const std::string& address) {
  std::string program = "xdg-open";
  std::string argument = address;
  char* arguments[] = {program.data(), argument.data(), nullptr};
  pid_t child = 0;
  if (::posix_spawnp(&child, program.c_str(), nullptr, nullptr, arguments, environ) != 0) {
    print_err("no browser could be opened; open the address yourself\n");
  }
}

/// Nobody is to guess it, and it stands in an address.
void check_token(const std::string& token) {
  const bool plain = std::ranges::all_of(
      token, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; });
  if (token.empty() || (plain && token.size() >= 16)) return;
  throw UsageError(
      "--token: expected 16 or more letters and digits; leave it out to have one drawn");
}

http::ServerOptions server_options(const PageOptions& typed) {
  check_token(typed.token);
  return {.host = typed.host,
          .port = static_cast<std::uint16_t>(whole_number("--port", typed.port, 0, 65535)),
          .token = typed.token,
          .content_security_policy = studio::content_security_policy()};
}

}  // namespace

void add_page_options(CLI::App& command, PageOptions& typed) {
  command
      .add_option("--host", typed.host,
                  with_default("address to listen on; others than 127.0.0.1 let other machines in",
                               typed.host))
      ->type_name("ADDRESS");
  command.add_option("--port", typed.port, with_default("port; 0: a free one", typed.port))
      ->type_name("N");
  command
      .add_option("--token", typed.token,
                  "secret part of the address, 16 or more letters and digits: with --port the same "
                  "address after a restart [default: drawn]")
      ->type_name("TEXT");
  command.add_flag("--open", typed.open, "open the page in the browser");
}

StudioPage::StudioPage(const PageOptions& typed, train::Job asked,
                       std::optional<studio::RunsFolder> folder)
    : session_(std::move(asked), events_, std::move(folder)),
      server_(server_options(typed), [this](const http::Request& request) {
        return studio::answer(session_, events_, request);
      }) {
  if (typed.open) open_browser(server_.address());
}

StudioPage::~StudioPage() {
  events_->publish("end", R"({"reason": "the program was ended"})");
  session_.give_up();
}

std::unique_ptr<StudioPage> page_of_training(const PageOptions& typed, const train::Job& job) {
  if (job.horizon > 0) throw UsageError("--studio doesn't show forecasts; leave it out");
  if (job.stream == train::Stream::yes) {
    throw UsageError("--studio needs all rows in memory; leave out --stream or --studio");
  }
  auto page = std::make_unique<StudioPage>(typed, train::Job{});
  print_err("Ganglion Studio: {}\n", page->address());
  return page;
}

}  // namespace ganglion::cli
