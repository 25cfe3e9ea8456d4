#include <fmt/format.h>
#include <pthread.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <csignal>
#include <memory>
#include <optional>
#include <string>

#include "cli/commands.h"
#include "cli/job_options.h"
#include "cli/output.h"
#include "cli/studio_page.h"
#include "ganglion/train/run/run.h"
#include "studio/settings.h"

namespace ganglion::cli {
namespace {

struct StudioOptions {
  JobOptions job;
  PageOptions page;
};

/// Settings of the command line, over those of a run if DATA is its folder.
train::Job asked_job(const StudioOptions& typed) {
  const std::string& data = typed.job.data;
  train::Job job;
  const bool is_run = studio::is_run(data);
  if (is_run) job = train::job_to_resume(data);
  const std::string own_data = job.data;
  apply(job, typed.job);
  if (is_run) job.data = own_data;
  if (job.horizon > 0) throw UsageError("studio doesn't show forecasts; use `ganglion train`");
  return job;
}

sigset_t ending_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
  return signals;
}

int studio_command(const StudioOptions& typed) {
  const sigset_t signals = ending_signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // before there are threads: none gets them
  train::Job job = asked_job(typed);
  std::optional<studio::RunsFolder> folder = studio::folder_of_runs(job.data);
  if (folder) job.data.clear();
  const auto page = open_page(typed.page, std::move(job), std::move(folder));
  print_out("Ganglion Studio: {}\n", page->address());
  flush_out();
  print_err("Ctrl-C ends it.\n");
  int signal = 0;
  ::sigwait(&signals, &signal);
  ::pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);  // a second one ends it at once
  return 0;
}

}  // namespace

void add_studio(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "studio", "opens a live page: build, train and understand a network on your data");
  const auto typed = std::make_shared<StudioOptions>();
  add_job_options(*command, typed->job, studio::is_for_page);
  add_page_options(*command, typed->page);
  command->footer(
      "DATA may also be the folder of a run: its data and settings are opened; or a folder of\n"
      "run folders (runs/): they are listed and compared, and those in progress followed.\n"
      "The address holds a secret token; whoever has it can train and read the data.");
  command->callback([&action, typed] { action = [typed] { return studio_command(*typed); }; });
}

}  // namespace ganglion::cli
