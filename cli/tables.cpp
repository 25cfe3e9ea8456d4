#include "cli/tables.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/output.h"
#include "cli/wording.h"
#include "ganglion/core/error.h"
#include "ganglion/core/file.h"
#include "ganglion/core/setting.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/core/utf8.h"
#include "ganglion/data/features/unseen.h"
#include "ganglion/data/read/read_table.h"
#include "ganglion/data/read/rows_for_model.h"
#include "ganglion/train/job/job_flags.h"
#include "ganglion/train/job/rows/job_rows.h"
#include "ganglion/train/run/run_folder.h"

namespace ganglion::cli {

std::string score_table(const std::vector<ScoreColumn>& columns) {
  std::size_t width = 12;
  std::vector<std::string> names;
  for (const auto& entry : columns[0].scores->metrics) {
    names.push_back(train::metric_of_class(entry.first, columns[0].scores->positive));
    width = std::max(width, display_width(names.back()) + 2);
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
    text += names[i] + std::string(width - display_width(names[i]), ' ');
    for (const ScoreColumn& column : columns) {
      text += fmt::format("{:>12}", train::shown_number(column.scores->metrics[i].second));
    }
    text += '\n';
  }
  return text;
}

void print_note(const std::string& text) {
  print_err("note: {}\n", worded(text));
}

train::Listener run_listener(bool quiet) {
  const auto warning = [](const std::string& text) {
    print_err("warning: {}\n", train::with_flags(text));
  };
  if (quiet) return {.warning = warning};
  return {.chosen =
              [](const train::Choice& choice) {
                print_err(
                    "{:<11} {}{}\n", choice.what + ":", choice.value,
                    choice.reason.empty() ? "" : "  (" + train::with_flags(choice.reason) + ")");
              },
          .note = print_note,
          .warning = warning};
}

namespace {

/// Throws Error instead where data are lost that may not be.
void tell(const data::Note& note, bool strict) {
  if (strict) data::refuse_loss(note);
  if (note.is_shown()) print_note(note.to_string());
}

}  // namespace

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
  command
      .add_option(
          "--decimal", typed.decimal,
          with_default("decimal mark of the numbers in DATA: . or , or auto (as in training)",
                       typed.decimal))
      ->type_name("MARK");
  command
      .add_option("--missing", typed.missing,
                  "texts that stand for a missing value, besides those of training")
      ->type_name("TEXT[,TEXT…]")
      ->delimiter(',');
  command
      .add_option("--skip-rows", typed.skip_rows,
                  with_default("lines to pass over before the table begins, 0: as in training",
                               typed.skip_rows))
      ->check(CLI::NonNegativeNumber)
      ->type_name("N");
  command.add_flag("--skip-bad", typed.skip_bad,
                   "skip files of a folder that can't be read, and list them");
  command.add_flag("--strict", typed.strict,
                   "end with an error instead of a note where data are lost: lines that are left "
                   "out, texts that are read as missing, values that training didn't have");
}

namespace {

data::CsvOptions csv_options(const TableOptions& typed) {
  data::CsvOptions options;
  std::string option = "--header";
  try {
    options.header = data::header_named(typed.header);
    option = "--encoding";
    options.encoding = data::encoding_named(typed.encoding);
    option = "--decimal";
    options.decimal = data::decimal_named(typed.decimal);
  } catch (const Error& error) {
    throw UsageError(option + ": " + error.what());
  }
  options.missing.insert(options.missing.end(), typed.missing.begin(), typed.missing.end());
  options.declared_missing = typed.missing;
  options.skip_rows = typed.skip_rows;
  return options;
}

}  // namespace

data::Table read_rows(const std::string& path, const TableOptions& typed,
                      const data::PreprocessingState& model, bool labelled) {
  data::Table table =
      data::read_rows_for(model, path,
                          {.table = csv_options(typed),
                           .skip_bad = typed.skip_bad,
                           .labelled = labelled,
                           .note = [&](const data::Note& note) { tell(note, typed.strict); }});
  for (const data::Note& note : table.notes()) tell(note, typed.strict);
  return table;
}

data::Table read_any_table(const std::string& path, const TableOptions& typed,
                           const data::ColumnReadings& readings) {
  data::CsvOptions options = csv_options(typed);
  for (const auto& [name, reading] : readings) {
    options.columns.emplace(name, reading);
    options.expected.push_back(name);
  }
  data::Table table = data::read_table(path, options, data::ArrayPart::test);
  for (const data::Note& note : table.notes()) tell(note, typed.strict);
  return table;
}

io::Json tell_unseen(const data::PreprocessingState& model, const data::Table& table, bool strict) {
  io::Json::Array list;
  for (const data::Unseen& unseen : data::unseen_values(model, table)) {
    tell(unseen.note(), strict);
    list.push_back(io::Json::Object{{"column", unseen.column},
                                    {"count", unseen.count},
                                    {"rows", unseen.rows},
                                    {"missing", unseen.missing()},
                                    {"may_be_rare", unseen.kept > 0},
                                    {"examples", io::Json::list(unseen.examples)}});
  }
  return io::Json(std::move(list));
}

void tell_unlabelled(const data::PreprocessingState& model, const data::Table& table, bool strict) {
  if (model.series) return;
  std::int64_t count = 0;
  std::int64_t first = -1;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    const auto is_missing = [&](const data::TargetColumn& target) {
      const data::Column* column = table.find(target.name);
      return column != nullptr && column->is_missing(row);
    };
    if (!std::ranges::any_of(model.targets, is_missing)) continue;
    if (count++ == 0) first = row;
  }
  if (count == 0) return;
  tell({"",
        fmt::format("{}: {} of {} rows have no target and aren't scored, such as {}",
                    table.source(), count, table.rows(), table.place(first)),
        data::NoteKind::rows_dropped},
       strict);
}

io::Json tell_beyond_range(const std::vector<data::BeyondRange>& columns) {
  io::Json::Array list;
  for (const data::BeyondRange& beyond : columns) {
    print_note(beyond.note().to_string());
    list.push_back(io::Json::Object{
        {"column", beyond.column},
        {"count", std::ssize(beyond.at)},
        {"rows", beyond.rows},
        {"range", beyond.is_date
                      ? io::Json::list(beyond.ends)
                      : io::Json::list(std::vector{beyond.range.least, beyond.range.most})},
        {"clipped", beyond.clipped},
        {"examples", io::Json::list(beyond.examples)}});
  }
  return io::Json(std::move(list));
}

void refuse_overwriting(const std::string& flag, const std::string& out, const std::string& model,
                        const std::string& data, const std::vector<std::string>& files) {
  std::error_code code;
  if (!std::filesystem::is_regular_file(out, code)) return;
  std::vector<std::string> read = {model, data};
  if (const auto colon = data.find(':'); colon != std::string::npos) {  // IMAGES:LABELS
    read.push_back(data.substr(0, colon));
    read.push_back(data.substr(colon + 1));
  }
  for (const std::string& file : files) read.push_back(data + "/" + file);
  for (const std::string& path : read) {
    if (!same_file(out, path)) continue;
    throw UsageError(fmt::format("{} {}: this would overwrite {}, which is read; give another file",
                                 flag, shown(out), path == model ? "the model" : path));
  }
}

io::ReadModel read_model(const std::string& path) {
  try {
    io::ReadModel read = io::read_model_file(path);
    for (const std::string& note : read.notes) print_err("note: {}\n", note);
    return read;
  } catch (const Error& error) {
    const std::vector<std::string> settings = {"map"};
    throw Error(settings_as_flags(error.what(), settings), error.remedy());
  }
}

void refuse_saved_model(const std::string& folder) {
  throw Error(fmt::format(
      "{0}: a SavedModel of TensorFlow holds programs, not layers; convert it: `pip install "
      "tf2onnx "
      "tensorflow`, then `python3 -m tf2onnx.convert --saved-model {0} --output model.onnx`, and "
      "give model.onnx",
      folder));
}

std::string model_path(const std::string& path) {
  if (io::is_saved_model(path)) refuse_saved_model(path);
  std::error_code code;
  return std::filesystem::is_directory(path, code) ? train::RunFolder(path).model() : path;
}

}  // namespace ganglion::cli
