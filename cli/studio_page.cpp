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

bool is_loopback(const std::string& host) {
  return host.starts_with("127.") || host == "localhost" || host == "::1";
}

/// What a page that other machines reach means for who started it.
void warn_of_others(const std::string& host) {
  if (is_loopback(host)) return;
  print_err(
      "warning: --host {} lets other machines in: whoever has the address with its token can read "
      "the data and train,\nand the connection isn't encrypted; without --host only this machine "
      "reaches the page\n",
      host);
  if (host == "0.0.0.0" || host == "::") {
    print_err("On another machine put a name or an address of this one in place of {}.\n", host);
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
          .token = typed.token};
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

std::unique_ptr<studio::Site> open_page(const PageOptions& typed, train::Job asked,
                                        std::optional<studio::RunsFolder> folder) {
  auto page =
      std::make_unique<studio::Site>(server_options(typed), std::move(asked), std::move(folder));
  warn_of_others(typed.host);
  if (typed.open) open_browser(page->address());
  return page;
}

std::unique_ptr<studio::Site> page_of_training(const PageOptions& typed, const train::Job& job) {
  if (job.horizon > 0) throw UsageError("--studio doesn't show forecasts; leave it out");
  if (job.stream == train::Stream::yes) {
    throw UsageError("--studio needs all rows in memory; leave out --stream or --studio");
  }
  auto page = open_page(typed, train::Job{});
  print_err("Ganglion Studio: {}\n", page->address());
  return page;
}

}  // namespace ganglion::cli
