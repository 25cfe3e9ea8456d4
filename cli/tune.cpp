#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/job_options.h"
#include "cli/output.h"
#include "cli/tables.h"
#include "ganglion/core/file.h"
#include "ganglion/core/quotes.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/train/job/data_name.h"
#include "ganglion/train/job/job_toml.h"
#include "ganglion/train/job/job_values.h"
#include "ganglion/train/run/run_folder.h"
#include "ganglion/train/tune/path_pages.h"
#include "ganglion/train/tune/tune.h"
#include "ganglion/train/tune/tune_text.h"

namespace ganglion::cli {
namespace {

struct TuneCommand {
  JobOptions job;
  std::string job_file;
  std::string budget;
  std::string trials;
  std::string metric;
  std::vector<std::string> search;
  std::string path;
  std::string out;
  bool resume = false;
  bool quiet = false;
  bool json = false;
};

constexpr double kUsualBudget = 300.0;  // seconds

double budget_of(const std::string& text) {
  try {
    return train::to_seconds(text);
  } catch (const Error& error) {
    throw UsageError(fmt::format("--budget: {}", error.what()));
  }
}

train::Job job_of_command(const TuneCommand& typed) {
  train::Job job;
  if (!typed.job_file.empty()) {
    job = train::read_job(typed.job_file);
    job.out.clear();
  }
  apply(job, typed.job);
  if (!typed.out.empty()) job.out = typed.out;
  if (!job.data.empty()) return job;
  throw UsageError("tune: DATA is missing: usage: ganglion tune DATA --budget 5m [options]");
}

/// A search that goes on keeps its settings; time and threads may change.
train::TuneOptions resumed_options(const TuneCommand& typed, train::Job& job) {
  std::string folder = typed.out;
  if (folder.empty() && !typed.job.data.empty()) {
    folder = "runs/" + train::data_name(typed.job.data) + "-tune";
  }
  if (folder.empty()) {
    throw UsageError("--resume: name the search to continue: ganglion tune --resume --out DIR");
  }
  bool other = !typed.job_file.empty() || !typed.metric.empty() || !typed.search.empty();
  for (const auto& [key, values] : typed.job.values) {
    other = other || (key != "threads" && !values.empty());
  }
  if (other) {
    throw UsageError(
        "--resume: a search goes on with the settings that it was begun with; only --budget, "
        "--trials, --threads and --out may be given");
  }
  train::BegunSearch begun = train::search_to_resume(folder);
  job = std::move(begun.job);
  apply(job, JobOptions{.values = typed.job.values});
  return {.limits = begun.limits,
          .metric = begun.metric,
          .search = begun.searched,
          .run = {.resume = true}};
}

train::TuneOptions tune_options(const TuneCommand& typed, train::Job& job) {
  train::TuneOptions options;
  if (typed.resume) {
    options = resumed_options(typed, job);
  } else {
    job = job_of_command(typed);
    options.metric = typed.metric;
    options.search = typed.search.empty() ? typed.search : train::names_in(typed.search);
    options.limits.budget = kUsualBudget;
  }
  if (!typed.budget.empty() || !typed.trials.empty()) {
    options.limits = {
        .budget = typed.budget.empty() ? 0.0 : budget_of(typed.budget),
        .trials = typed.trials.empty() ? 0 : whole_number("--trials", typed.trials, 1, 1'000'000)};
  }
  return options;
}

int path_command(const TuneCommand& typed) {
  if (typed.resume || !typed.budget.empty() || !typed.trials.empty() || !typed.search.empty()) {
    throw UsageError(
        "--path tries a fixed grid; leave out --budget, --trials, --search and --resume");
  }
  const train::Job job = job_of_command(typed);
  train::PathOptions options = {.metric = typed.metric};
  const std::size_t equals = typed.path.find('=');
  options.setting = typed.path.substr(0, equals);
  if (equals != std::string::npos) {
    for (const std::string& strength : train::names_in({typed.path.substr(equals + 1)})) {
      options.strengths.push_back(train::to_number(strength, {.least = 0.0}));
    }
  }
  const std::string wanted =
      job.out.empty() ? "runs/" + train::data_name(job.data) + "-path" : job.out;
  train::RunFolder::check_new(wanted);
  options.listener = run_listener(typed.quiet);
  const Interruption interruption = catch_interrupts();
  options.stop = interruption.stop;
  options.training = interruption.training;
  const train::RegularizationPath path = train::regularization_path(job, options);
  if (path.folds < 2) {
    print_err("interrupted before two folds were trained; nothing was saved\n");
    return kInterrupted;
  }
  const train::RunFolder folder = train::RunFolder::make_new(wanted);
  const std::string page = folder.path() + "/path.html";
  write_file_atomically(page, train::path_html(path));
  write_file_atomically(folder.path() + "/path.json", path.to_json().dump(2) + "\n");
  if (typed.json) {
    print_out("{}\n", path.to_json().dump());
  } else {
    print_out("{}page:       {}\n", train::path_text(path), page);
  }
  return path.left_out == 0 ? 0 : kInterrupted;
}

int tune_command(const TuneCommand& typed) {
  if (!typed.path.empty()) return path_command(typed);
  train::Job job;
  train::TuneOptions options = tune_options(typed, job);
  const Interruption interruption = catch_interrupts();
  options.run.stop = interruption.stop;
  options.run.training = interruption.training;
  options.run.begun = [](const std::string& folder) { set_run_to_resume(folder, "tune"); };
  options.run.listener = run_listener(typed.quiet);
  const train::TuneResult result = train::tune(job, options);
  if (typed.json) {
    print_out("{}\n", result.to_json().dump());
  } else {
    print_out("{}settings:   {}\npage:       {}\n", train::tune_text(result), result.job,
              result.report);
    if (result.run) print_out("model:      {}\n", result.run->model);
  }
  if (!result.interrupted) return 0;
  print_err("interrupted; the best settings so far are in {}; {}", result.job,
            resume_hint(result.folder, "tune"));
  return kInterrupted;
}

}  // namespace

void add_tune(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "tune", "searches network, learning rate, regularisation, … by cross-validation");
  const auto typed = std::make_shared<TuneCommand>();
  add_job_options(*command, typed->job,
                  [](std::string_view key) { return key != "out" && key != "tensorboard"; });
  const auto text = [&](const char* name, auto& value, const char* type, const char* help) {
    return command->add_option(name, value, help)->type_name(type);
  };
  text("--job", typed->job_file, "JOB.toml", "job file; command-line options override it");
  text("--budget", typed->budget, "TIME",
       "time for everything, such as 90s, 5m or 1h30m [default: 5m, or no limit with --trials]");
  text("--trials", typed->trials, "N",
       "settings to try, the default ones among them; gives the same result each time [default: as "
       "many as the budget allows]");
  text("--metric", typed->metric, "NAME",
       "metric to compare by [default: log_loss for classes, rmse or, of several targets, r2 for "
       "regression]");
  text("--search", typed->search, "KEY[,KEY…]",
       "settings to search: network, activation, learning_rate, l2, dropout, batch_size [default: "
       "those that aren't given]")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  text("--path", typed->path, "KEY[=A,B…]",
       "regularisation path instead: error by the strengths of l2 or dropout");
  text("--out", typed->out, "DIR",
       "folder for the results [default: runs/<name of the data>-tune, or -path]");
  command->add_flag("--resume", typed->resume, "continue a search: --resume --out DIR");
  command->add_flag("--quiet", typed->quiet, "print only warnings and errors to stderr");
  command->add_flag("--json", typed->json, "print one JSON object to stdout");
  command->callback([&action, typed] { action = [typed] { return tune_command(*typed); }; });
}

}  // namespace ganglion::cli
