#include "ganglion/train/job/rows/job_data.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/features/preprocessing.h"
#include "ganglion/train/job/rows/job_data_steps.h"
#include "ganglion/train/job/rows/job_rows.h"
#include "ganglion/train/job/rows/job_split.h"
#include "ganglion/train/job/rows/stored_job_data.h"
#include "ganglion/train/job/rows/target_output.h"

namespace ganglion::train {

data::Task choose_task(Job& job, const data::Table& table, const Listener& listener) {
  if (job.task != "auto") return data::task_named(job.task);
  const data::TaskChoice choice = data::choose_task(table, job.targets);
  job.task = std::string(data::name_of(choice.task));
  listener.tell_choice({"task", job.task, choice.reason});
  return choice.task;
}

void tell_dropped(const std::string& source, std::int64_t kept, std::int64_t rows,
                  const std::vector<std::string>& targets, const Listener& listener) {
  if (kept == 0) {
    throw Error(
        fmt::format("{}: the target {} is missing in every row; choose another with "
                    "--target",
                    source, fmt::join(targets, ", ")));
  }
  if (kept == rows) return;
  listener.tell_note(
      fmt::format("{}: dropped {} of {} rows: missing target", source, rows - kept, rows));
}

namespace {

/// A table without the rows in which a target is missing.
data::Table labelled(data::Table table, const std::vector<std::string>& targets,
                     const Listener& listener) {
  const auto rows = data::labelled_rows(table, targets);
  const auto kept = static_cast<std::int64_t>(rows.size());
  tell_dropped(table.source(), kept, table.rows(), targets, listener);
  return kept == table.rows() ? std::move(table) : table.rows(rows);
}

}  // namespace

std::optional<data::Table> own_file(const Holdout& holdout, const Job& job, const char* option,
                                    const Listener& listener) {
  if (holdout.file.empty()) return std::nullopt;
  try {
    return labelled(read_more_rows(holdout.file, job, listener), job.targets, listener);
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", option, error.what()));
  }
}

namespace {

std::string share_text(const Holdout& holdout) {
  if (!holdout.file.empty()) return holdout.file;
  return fmt::format("{:.3g} %", 100.0 * holdout.fraction);
}

}  // namespace

void tell_split(const Job& job, std::int64_t train, std::int64_t validation, std::int64_t test,
                const Listener& listener) {
  listener.tell_choice(
      {"rows", fmt::format("{} training, {} validation, {} test", train, validation, test),
       fmt::format("test: {}; validation: {}{}; {}", share_text(job.test),
                   share_text(job.validation), job.validation.file.empty() ? " of the rest" : "",
                   job.time_column.empty() ? fmt::format("random split, seed {}", job.seed)
                                           : fmt::format("ordered by {}, tested on the latest",
                                                         shown(job.time_column)))});
}

void tell_notes(const std::vector<std::string>& notes, const Listener& listener) {
  constexpr std::size_t kMostNotes = 8;
  const std::size_t shown = notes.size() <= kMostNotes ? notes.size() : kMostNotes - 2;
  for (std::size_t i = 0; i < shown; ++i) listener.tell_note(notes[i]);
  if (shown < notes.size()) {
    listener.tell_note(
        fmt::format("{} more notes on other columns; `ganglion inspect` shows how each is encoded",
                    notes.size() - shown));
  }
}

data::ColumnTypes column_types(data::ColumnSource& source, const Job& job) {
  data::ColumnTypes given;
  for (const std::string& name : job.ignore) given[name] = data::ColumnType::ignore;
  for (const auto& [name, type] : job.columns) given[name] = data::column_type_named(type);
  if (!source.header().samples().empty()) return given;  // columns are no features then
  return data::find_types(source, job.targets, given);
}

data::Table beginning(const data::Table& table) {
  if (table.rows() <= kRowsShown) return table;
  std::vector<std::int64_t> rows(static_cast<std::size_t>(kRowsShown));
  std::iota(rows.begin(), rows.end(), std::int64_t{0});
  return table.rows(rows);
}

namespace {

/// Signals that were cut or filled up may be of any length when they are predicted, too.
data::Preprocessing with_any_length(const data::Preprocessing& fitted, const Job& job) {
  if (!fitted.state().samples || job.signal_length == 0) return fitted;
  data::PreprocessingState state = fitted.state();
  state.samples->any_length = true;
  return data::Preprocessing(std::move(state));
}

}  // namespace

Fitted fit_columns(Job& job, data::Task task, const data::ColumnTypes& types,
                   data::ColumnSource& train, const Listener& listener) {
  const auto fitted =
      data::Preprocessing::fit(train, job.targets, task, {.ignore = job.ignore, .types = types});
  DataSummary summary = summarize(train, fitted);
  return {.preprocessing = fit_output(job, with_any_length(fitted, job), train, listener),
          .summary = std::move(summary)};
}

namespace {

/// Fits on the training rows, and applies to all.
JobData prepared(Job& job, data::Task task, const data::ColumnTypes& types,
                 const data::Table& train, const std::optional<data::Table>& validation,
                 const std::optional<data::Table>& test, const Listener& listener) {
  data::TableColumns columns(train);
  Fitted fitted = fit_columns(job, task, types, columns, listener);
  const data::Preprocessing& preprocessing = fitted.preprocessing;
  const auto apply = [&](const std::optional<data::Table>& table) {
    return table ? std::optional(data::apply_scaled(preprocessing, *table)) : std::nullopt;
  };
  return {.preprocessing = preprocessing,
          .train = data::apply_scaled(preprocessing, train),
          .validation = apply(validation),
          .test = apply(test),
          .summary = std::move(fitted.summary),
          .raw = beginning(test         ? *test
                           : validation ? *validation
                                        : train)};
}

}  // namespace

std::string data_name(const std::string& path) {
  if (path == "-") return "stdin";
  std::filesystem::path file = path;
  std::error_code code;
  if (!std::filesystem::exists(file, code)) file = path.substr(0, path.find(':'));
  if (!file.has_filename()) file = file.parent_path();  // "photos/"
  if (file.extension() == ".gz") file = file.stem();
  std::string name = file.stem().string();
  return name.empty() || name == "." || name == ".." ? "data" : name;
}

JobData read_job_data(Job& job, const Listener& listener) {
  if (job.data.empty()) throw Error("no data is given; write `ganglion train DATA`");
  if (reads_stored(job)) return read_stored_job_data(job, listener);
  data::Table all = read_first_rows(job, listener);
  data::Table rest = labelled(std::move(all), job.targets, listener);
  const data::Task task = choose_task(job, rest, listener);

  data::TableColumns columns(rest);
  const data::ColumnTypes types = column_types(columns, job);
  std::optional<data::Table> test = own_file(job.test, job, "--test", listener);
  std::optional<data::Table> validation = own_file(job.validation, job, "--validation", listener);
  if (!test) test = cut(rest, job.test.fraction, job, task, job.seed);
  if (!test && job.test.fraction > 0.0) {
    listener.tell_warning("no rows left for a test set: each class has too few");
  }
  if (!validation)
    validation = cut(rest, job.validation.fraction, job, task, job.seed + kValidationStream);

  tell_split(job, rest.rows(), validation ? validation->rows() : 0, test ? test->rows() : 0,
             listener);
  JobData data = prepared(job, task, types, rest, validation, test, listener);
  tell_notes(data.preprocessing.notes(), listener);
  return data;
}

Folds::Folds(const Job& job) : job_(job) {
  if (job.data == "-") {
    throw Error("--cross-validate reads the data twice: give a file, not standard input");
  }
  rows_ = labelled(read_more_rows(job.data, job, {}), job.targets, {});
  validation_ = own_file(job.validation, job, "--validation", {});
  folds_ = fold_rows(rows_, job, data::task_named(job.task));
}

JobData Folds::at(std::int64_t fold) const {
  const FoldRows& rows = folds_.at(static_cast<std::size_t>(fold));
  Job job = job_;
  const data::Task task = data::task_named(job.task);
  data::Table rest = rows_.rows(rows.others);
  std::optional<data::Table> validation = validation_;
  if (!validation) {
    validation = cut(rest, job.validation.fraction, job, task, job.seed + kValidationStream);
  }
  data::TableColumns columns(rows_);
  return prepared(job, task, column_types(columns, job), rest, validation, rows_.rows(rows.tested),
                  {});
}

}  // namespace ganglion::train
