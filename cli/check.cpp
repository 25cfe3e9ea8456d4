#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "cli/commands.h"
#include "cli/job_options.h"
#include "cli/output.h"
#include "cli/tables.h"
#include "ganglion/core/file.h"
#include "ganglion/train/check/check_html.h"
#include "ganglion/train/check/check_json.h"
#include "ganglion/train/check/check_text.h"

namespace ganglion::cli {
namespace {

struct CheckOptions {
  JobOptions job;
  std::string out;
  bool json = false;
};

/// The settings that say how data are read, divided and understood.
bool is_about_data(std::string_view key) {
  static constexpr std::array<std::string_view, 25> kKeys = {
      "header",        "encoding",    "decimal",     "missing",    "skip_rows",
      "ignore",        "columns",     "target",      "task",       "positive",
      "image_size",    "channels",    "signal",      "image",      "skip_bad",
      "signal_length", "spectrogram", "sample_rate", "fill",       "test",
      "time_column",   "group",       "seed",        "validation", "strict"};
  return std::ranges::find(kKeys, key) != kKeys.end();
}

int check_command(const CheckOptions& typed) {
  train::Job job;
  apply(job, typed.job);
  if (!typed.out.empty()) refuse_overwriting("--out", typed.out, "", job.data);
  const train::DataCheck check = train::check_data(job);
  if (!typed.out.empty()) write_file_atomically(typed.out, train::check_html(check));
  print_out("{}", typed.json ? train::check_json(check).dump() + "\n" : train::check_text(check));
  if (!check.error) return 0;
  flush_out();
  throw *check.error;
}

}  // namespace

void add_check(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "check", "shows what is seen in data before training: columns, types, notes, classes");
  const auto typed = std::make_shared<CheckOptions>();
  add_job_options(*command, typed->job, is_about_data);
  command->get_option("DATA")->required();
  command->add_option("--out", typed->out, "write the same as an HTML page")
      ->type_name("FILE.html");
  command->add_flag("--json", typed->json, "print one JSON object to stdout");
  command->callback([&action, typed] { action = [typed] { return check_command(*typed); }; });
}

}  // namespace ganglion::cli
