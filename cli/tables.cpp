#include "cli/tables.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <filesystem>

#include "cli/commands.h"
#include "ganglion/data/read/rows_for_model.h"
#include "ganglion/train/job/job_flags.h"
#include "ganglion/train/job/rows/job_rows.h"
#include "ganglion/train/run/run_folder.h"

namespace ganglion::cli {

std::string score_table(const std::vector<ScoreColumn>& columns) {
  std::size_t width = 12;
  for (const auto& entry : columns[0].scores->metrics) {
    width = std::max(width, entry.first.size() + 2);
  }
  std::string text;
  if (columns.size() > 1) {  // a single column needs no name
    text = fmt::format("{:<{}}", "", width);
    for (const ScoreColumn& column : columns) text += fmt::format("{:>12}", column.name);
    text += '\n';
  }
  text += fmt::format("{:<{}}", "loss", width);
  for (const ScoreColumn& column : columns) {
    text += fmt::format("{:>12}", train::shown_number(column.scores->loss));
  }
  text += '\n';
  for (std::size_t i = 0; i < columns[0].scores->metrics.size(); ++i) {
    text += fmt::format("{:<{}}", columns[0].scores->metrics[i].first, width);
    for (const ScoreColumn& column : columns) {
      text += fmt::format("{:>12}", train::shown_number(column.scores->metrics[i].second));
    }
    text += '\n';
  }
  return text;
}

void print_note(const std::string& text) {
  fmt::print(stderr, "note: {}\n", train::with_flags(text));
}

void add_table_options(CLI::App& command, TableOptions& typed) {
  command
      .add_option("--header", typed.header,
                  with_default("whether the first line of DATA holds column names: yes, no or auto",
                               typed.header))
      ->type_name("HOW");
  command
      .add_option("--encoding", typed.encoding,
                  with_default("text encoding of DATA: utf-8 or latin1", typed.encoding))
      ->type_name("NAME");
  command.add_flag("--skip-bad", typed.skip_bad,
                   "skip files of a folder that can't be read, and list them");
}

namespace {

data::CsvOptions csv_options(const TableOptions& typed) {
  data::CsvOptions options;
  std::string option = "--header";
  try {
    options.header = data::header_named(typed.header);
    option = "--encoding";
    options.encoding = data::encoding_named(typed.encoding);
  } catch (const Error& error) {
    throw UsageError(option + ": " + error.what());
  }
  return options;
}

}  // namespace

data::Table read_rows(const std::string& path, const TableOptions& typed,
                      const data::PreprocessingState& model, bool labelled) {
  return data::read_rows_for(model, path,
                             {.table = csv_options(typed),
                              .skip_bad = typed.skip_bad,
                              .labelled = labelled,
                              .note = print_note});
}

std::string model_path(const std::string& path) {
  std::error_code code;
  return std::filesystem::is_directory(path, code) ? train::RunFolder(path).model() : path;
}

}  // namespace ganglion::cli
