#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/job_options.h"
#include "cli/output.h"
#include "cli/studio_page.h"
#include "cli/tables.h"
#include "cli/train_result.h"
#include "ganglion/core/file.h"
#include "ganglion/core/quotes.h"
#include "ganglion/core/setting.h"
#include "ganglion/data/augment/augmentation.h"
#include "ganglion/nn/network_text.h"
#include "ganglion/nn/network_writer.h"
#include "ganglion/train/job/data_name.h"
#include "ganglion/train/job/job_flags.h"
#include "ganglion/train/job/job_keys.h"
#include "ganglion/train/job/job_toml.h"
#include "ganglion/train/run/run.h"
#include "ganglion/train/run/run_folder.h"

namespace ganglion::cli {
namespace {

/// What was typed.
struct TrainOptions {
  JobOptions job;
  std::string network_file;
  std::string job_file;
  bool resume = false;
  bool accept_changed_data = false;
  double collective_timeout = 600.0;  // seconds
  bool quiet = false;
  bool json = false;
  bool studio = false;
  PageOptions page;
};

/// Puts what was typed over the job of the file.
void apply(train::Job& job, const TrainOptions& typed) {
  apply(job, typed.job);
  if (typed.network_file.empty()) return;
  if (!typed.job.values.at("network").empty()) {
    throw UsageError("--network and --network-file are both given; give one");
  }
  const std::string text = read_file(typed.network_file);
  nn::parse_network(text, typed.network_file);
  job.network = text;
}

/// A run that goes on may get more epochs, and what no result depends on; anything else would be
/// another run.
void check_resumed(const train::Job& begun, const train::Job& wanted) {
  for (const train::JobKey& key : train::job_keys()) {
    static const std::set<std::string> kFree = {"epochs", "threads", "out", "stream",
                                                "memory", "cache",   "time"};
    if (kFree.contains(key.name) || key.toml(begun) == key.toml(wanted)) continue;
    throw UsageError(
        fmt::format("--resume: {} was {} when the run started and can't be changed; leave {} out, "
                    "or start a new run",
                    key.name, key.toml(begun).value_or("not set"),
                    key.name == "data" ? "DATA" : flag_of(key.name)));
  }
}

std::string indented(const std::string& lines) {
  std::string text = "  ";
  for (const char c : lines) text += c == '\n' ? std::string("\n  ") : std::string(1, c);
  text.erase(text.find_last_not_of(" \n") + 1);
  return text;
}

struct Prepared {
  train::Job job;
  bool resume = false;
};

Prepared prepare(const TrainOptions& typed) {
  train::Job job;
  if (!typed.job_file.empty()) {
    job = train::read_job(typed.job_file);
    job.out.clear();  // the folder of the run that wrote the job
  }
  apply(job, typed);
  if (!typed.resume) {
    if (typed.accept_changed_data) throw UsageError("--accept-changed-data is for --resume");
    if (job.data.empty()) {
      throw UsageError("train: DATA is missing: usage: ganglion train DATA [options]");
    }
    return {job, false};
  }
  if (job.out.empty() && job.data.empty()) {
    throw UsageError("--resume: name the run to continue: ganglion train --resume --out DIR");
  }
  const std::string folder = job.out.empty() ? "runs/" + train::data_name(job.data) : job.out;
  train::Job begun = train::job_to_resume(folder);
  train::Job wanted = begun;
  apply(wanted, typed);
  check_resumed(begun, wanted);
  wanted.out = folder;
  return {wanted, true};
}

int finish(const train::RunResult& result, const TrainOptions& typed) {
  if (result.interrupted) {
    print_err("interrupted after {} epoch{}{}; {}", result.epochs_run,
              result.epochs_run == 1 ? "" : "s",
              result.job.ensemble == 1 ? "" : " of the first network", resume_hint(result.folder));
    return kInterrupted;
  }
  if (typed.json) {
    print_out("{}\n", result.to_json().dump());
  } else {
    print_train_result(result);
  }
  return 0;
}

int train_command(const TrainOptions& typed, dist::Communicator* ranks) {
  if (!(typed.collective_timeout >= 0.0)) {
    throw UsageError("--collective-timeout: seconds from 0 (no limit) on are expected");
  }
  if (ranks != nullptr) ranks->set_timeout(typed.collective_timeout);
  const Prepared prepared = prepare(typed);
  const train::RunFolder folder(prepared.job.out);
  if (prepared.resume && folder.finished()) {
    if (!typed.quiet) {
      print_err("{} has already finished; `ganglion inspect {}` shows the results\n", folder.path(),
                shell_word(folder.path()));
    }
    if (typed.json) print_out("{}", read_file(folder.metrics()));
    return 0;
  }
  if (prepared.resume) set_run_to_resume(folder.path());
  const bool is_first = ranks == nullptr || ranks->rank() == 0;
  const Interruption interruption = catch_interrupts(is_first);
  const std::unique_ptr<studio::Site> page =
      typed.studio && is_first ? page_of_training(typed.page, prepared.job) : nullptr;
  const train::RunOptions options = {
      .resume = prepared.resume,
      .progress = is_first && !typed.quiet,
      .listener = run_listener(typed.quiet),
      .accept_changed_data = typed.accept_changed_data,
      .stop = interruption.stop,
      .training = interruption.training,
      .ranks = ranks,
      .begun = [](const std::string& path) { set_run_to_resume(path); },
      .watch = [&](const train::ResolvedJob& job) -> std::shared_ptr<train::Callback> {
        return page ? page->session().watch(job) : nullptr;
      }};
  const train::RunResult result = train::run(prepared.job, options);
  if (!is_first) return result.interrupted ? kInterrupted : 0;
  if (page) page->session().watched_ended(result);
  const int code = finish(result, typed);
  if (page && !result.interrupted) {
    flush_out();  // who reads the result needn't wait for the end of the page
    print_err("The page stays until Ctrl-C.\n");
    wait_for_interrupt();
  }
  return code;
}

}  // namespace

void add_train(CLI::App& app, Action& action, dist::Communicator* ranks) {
  CLI::App* command =
      app.add_subcommand("train", "trains a network and saves the model with a report");
  const auto typed = std::make_shared<TrainOptions>();
  add_job_options(*command, typed->job, [](std::string_view) { return true; });
  command->add_option("--network-file", typed->network_file, "read the hidden layers from a file")
      ->type_name("FILE");
  command->add_option("--job", typed->job_file, "job file; command-line options override it")
      ->type_name("JOB.toml");
  command->add_flag("--resume", typed->resume, "continue an interrupted run: --resume --out DIR");
  command->add_flag("--accept-changed-data", typed->accept_changed_data,
                    "with --resume: continue although the data have changed since");
  command
      ->add_option("--collective-timeout", typed->collective_timeout,
                   "under mpirun: end the job when a rank has not answered for so many seconds; 0: "
                   "never [default: 600]")
      ->type_name("SECONDS");
  command->add_flag("--quiet", typed->quiet, "print only warnings and errors to stderr");
  command->add_flag("--json", typed->json, "print one JSON object to stdout");
  command->add_flag("--studio", typed->studio,
                    "watch the training on a live page, which stays until Ctrl-C");
  add_page_options(*command, typed->page);
  command->footer("Layers for --network, separated by ';' (`ganglion help network` has more):\n" +
                  indented(nn::network_text_help()) +
                  "\n\nTransformations for --augment, separated by ';':\n" +
                  indented(data::augmentation_help()));
  command->callback([&action, typed, ranks] {
    action = [typed, ranks] { return train_command(*typed, ranks); };
  });
}

}  // namespace ganglion::cli
