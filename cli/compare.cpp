#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <filesystem>
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
#include "ganglion/train/compare/compare.h"
#include "ganglion/train/compare/compare_pages.h"
#include "ganglion/train/job/data_name.h"
#include "ganglion/train/job/job_toml.h"
#include "ganglion/train/run/run_folder.h"

namespace ganglion::cli {
namespace {

struct CompareOptions {
  JobOptions job;
  std::vector<std::string> inputs;
  std::vector<std::string> with;
  std::string seeds = "1";
  std::string out;
  bool quiet = false;
  bool json = false;
};

/// The job file of a path that is one, or a run folder; empty for data.
std::string job_file_of(const std::string& path) {
  std::error_code code;
  const std::string inside = train::RunFolder(path).job();
  if (std::filesystem::is_directory(path, code)) {
    return std::filesystem::exists(inside, code) ? inside : std::string();
  }
  return path.ends_with(".toml") ? path : std::string();
}

/// What all variants share: the one DATA or job, with the options over it.
train::Job shared_job(const std::string& input, const JobOptions& typed) {
  train::Job job;
  if (const std::string file = job_file_of(input); !file.empty()) {
    job = train::read_job(file);
    job.out.clear();
  } else {
    job.data = input;
  }
  apply(job, typed);
  return job;
}

std::vector<train::Variant> variants_of(const CompareOptions& typed) {
  if (typed.inputs.empty()) {
    throw UsageError(
        "compare: DATA is missing: usage: ganglion compare DATA --with \"key=value …\" --with … or "
        "ganglion compare JOB.toml JOB.toml …");
  }
  std::vector<train::Variant> variants;
  if (typed.inputs.size() == 1) {
    const train::Job shared = shared_job(typed.inputs[0], typed.job);
    if (typed.with.size() == 1) variants.push_back({.name = "default", .job = shared});
    for (const std::string& text : typed.with) variants.push_back(train::variant_of(text, shared));
    return variants;
  }
  if (!typed.with.empty()) {
    throw UsageError("compare: --with varies one DATA or job; leave it out to compare job files");
  }
  for (const std::string& input : typed.inputs) {
    if (job_file_of(input).empty()) {
      throw UsageError(
          fmt::format("compare: {} is neither a job file (.toml) nor a run folder; compare several "
                      "of those, or one DATA by --with",
                      input));
    }
    variants.push_back({.name = input, .job = shared_job(input, typed.job)});
  }
  return variants;
}

int compare_command(const CompareOptions& typed) {
  std::vector<train::Variant> variants;
  try {
    variants = variants_of(typed);
    if (variants.size() < 2) {
      throw UsageError("compare: nothing to compare; vary settings by --with \"key=value …\"");
    }
  } catch (const UsageError&) {
    throw;
  } catch (const Error& error) {
    throw UsageError(error.what());
  }
  const std::string wanted = !typed.out.empty()
                                 ? typed.out
                                 : "runs/" + train::data_name(variants[0].job.data) + "-compare";
  train::RunFolder::check_new(wanted);
  train::CompareOptions options = {.seeds = whole_number("--seeds", typed.seeds, 1, 1000)};
  options.listener = run_listener(typed.quiet);
  const Interruption interruption = catch_interrupts();
  options.stop = interruption.stop;
  options.training = interruption.training;
  const train::Comparison comparison = train::compare(variants, options);
  if (comparison.variants.size() < 2) {
    print_err("interrupted before two variants were trained; nothing was saved\n");
    return kInterrupted;
  }
  const train::RunFolder folder = train::RunFolder::make_new(wanted);
  const std::string page = folder.path() + "/compare.html";
  write_file_atomically(page, train::compare_html(comparison));
  const std::string json = comparison.to_json().dump(2) + "\n";
  write_file_atomically(folder.path() + "/compare.json", json);
  if (typed.json) {
    print_out("{}\n", comparison.to_json().dump());
  } else {
    print_out("{}page:       {}\n", train::compare_text(comparison), page);
  }
  return comparison.left_out == 0 ? 0 : kInterrupted;
}

constexpr const char* kFooter =
    R"(Each --with is a variant: settings by their names in job.toml (learning_rate for --learning-rate),
key=value, one after another; a value goes on to the next key. Quotes keep one together, a name
comes first with a colon:
  ganglion compare data.csv --with "optimizer=sgd momentum=0.9" --with "optimizer=adam"
  ganglion compare data.csv --with "wide: network='dense 256 relu l2=0.01' dropout=0.2"
With a single --with the first variant is "default": the settings without it.)";

}  // namespace

void add_compare(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "compare", "trains several settings on the same rows and seeds, and shows them side by side");
  const auto typed = std::make_shared<CompareOptions>();
  command->add_option(
      "DATA", typed->inputs,
      "data as for train, which --with varies; or job files and run folders, each a "
      "variant");
  command
      ->add_option("--with", typed->with,
                   "settings of a variant, in place of those of all; once for each variant")
      ->type_name("\"KEY=VALUE …\"")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command
      ->add_option("--seeds", typed->seeds,
                   with_default("seeds that each variant is trained with", typed->seeds))
      ->type_name("N");
  add_job_keys(*command, typed->job, [](std::string_view key) {
    return key != "out" && key != "cross_validate" && key != "tensorboard";
  });
  command
      ->add_option("--out", typed->out,
                   "folder for compare.html and compare.json [default: runs/<name of the "
                   "data>-compare]")
      ->type_name("DIR");
  command->add_flag("--quiet", typed->quiet, "print only warnings and errors to stderr");
  command->add_flag("--json", typed->json, "print one JSON object to stdout");
  command->footer(kFooter);
  command->callback([&action, typed] { action = [typed] { return compare_command(*typed); }; });
}

}  // namespace ganglion::cli
