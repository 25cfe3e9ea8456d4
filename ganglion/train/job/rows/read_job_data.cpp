#include "ganglion/train/job/rows/read_job_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/column_numbers.h"
#include "ganglion/data/column_slips.h"
#include "ganglion/data/features/notes/total_rows.h"
#include "ganglion/train/job/rows/earlier_rows.h"
#include "ganglion/train/job/rows/fit_rows.h"
#include "ganglion/train/job/rows/job_rows.h"
#include "ganglion/train/job/rows/job_split.h"
#include "ganglion/train/job/rows/name_words.h"
#include "ganglion/train/job/rows/open_source.h"
#include "ganglion/train/job/rows/shared_copies.h"
#include "ganglion/train/job/rows/table_source.h"

namespace ganglion::train {
namespace {

data::Task choose_task(Job& job, const data::Table& table, const Listener& listener) {
  if (job.task) return *job.task;
  const auto is_number = [&](const std::string& target) {
    const auto given = job.columns.find(target);
    return given != job.columns.end() && given->second == data::ColumnType::number;
  };
  if (!job.targets.empty() && std::ranges::all_of(job.targets, is_number)) {
    for (const std::string& target : job.targets) {
      data::numbers_of(table, table.column(target));  // refuses what is none
    }
    job.task = data::Task::regression;
    listener.tell_choice({"task", "regression", "the type number was given for the target"});
    return *job.task;
  }
  const data::TaskChoice choice = data::choose_task(table, job.targets);
  job.task = choice.task;
  listener.tell_choice({"task", std::string(name_of(choice.task)), choice.reason});
  return choice.task;
}

std::string share_text(const Holdout& holdout) {
  if (!holdout.file.empty()) return holdout.file;
  return fmt::format("{:.3g} %", 100.0 * holdout.fraction);
}

/// Rows of a file of their own aren't divided.
std::string division_text(const Job& job) {
  if (!job.group.empty()) {
    return fmt::format("random split of groups by {}, seed {}", shown(job.group), job.seed);
  }
  if (job.time_column.empty()) return fmt::format("random split, seed {}", job.seed);
  const auto is_cut = [](const Holdout& part) { return part.file.empty() && part.fraction > 0; };
  const bool test = is_cut(job.test);
  if (!test && !is_cut(job.validation)) return "nothing is divided by time";
  return fmt::format("ordered by {}, {} on the latest", shown(job.time_column),
                     test ? "tested" : "validated");
}

void tell_split(const Job& job, std::int64_t train, std::int64_t validation, std::int64_t test,
                const Listener& listener) {
  listener.tell_choice(
      {"rows", fmt::format("{} training, {} validation, {} test", train, validation, test),
       fmt::format("test: {}; validation: {}{}; {}", share_text(job.test),
                   share_text(job.validation), job.validation.file.empty() ? " of the rest" : "",
                   division_text(job))});
}

void tell_notes(const std::vector<data::Note>& notes, const Listener& listener) {
  if (listener.strict) std::ranges::for_each(notes, data::refuse_loss);
  const std::size_t most = listener.most_column_notes;
  const std::size_t shown = notes.size() <= most ? notes.size() : most - 2;
  for (std::size_t i = 0; i < shown; ++i) {
    const std::string text = notes[i].to_string();
    notes[i].column.empty() ? listener.tell_note(text) : listener.tell_column_note(text);
  }
  if (shown < notes.size()) {
    listener.tell_note(
        fmt::format("{} more notes on other columns; `ganglion inspect` shows how each is encoded",
                    notes.size() - shown));
  }
}

/// Draws the rows of the test, then those of validation from the rest.
void draw_splits(JobSource& source, RowSplits& splits, const RowGroups& groups,
                 const HoldoutFiles& files, const Job& job, data::Task task,
                 const Listener& listener) {
  if (!files.test) cut(source, splits, groups, job.test.fraction, job, task, job.seed, Split::test);
  const std::int64_t tested = files.test ? files.test->rows() : splits.count(Split::test);
  if (tested == 0 && job.test.fraction > 0.0) {
    listener.tell_warning("no rows left for a test set: each class has too few");
  }
  draw_validation(source, splits, groups, files, job, task);
  const std::int64_t validated =
      files.validation ? files.validation->rows() : splits.count(Split::validation);
  tell_split(job, splits.count(Split::train), validated, tested, listener);
  note_shared_groups(source, splits, job, files, listener);
  note_earlier_test(source, splits, job, files, listener);
}

void weigh_rows(JobData& data, const RowSplits& splits, const Tensor& weights) {
  data.train.sample_weights = weights.rows(splits.rows_of(Split::train));
  if (data.validation) {
    data.validation->sample_weights = weights.rows(splits.rows_of(Split::validation));
  }
}

/// What is to be said of texts, by all rows: rows of totals, and, in columns whose type wasn't
/// given, a few words among numbers.
void note_texts(JobSource& source, const RowSplits& splits, const Job& job,
                const data::ColumnTypes& types, const Listener& listener) {
  source.look(splits, [&](data::ColumnSource& columns) {
    for (const data::Column& named : columns.header().columns()) {
      if (named.kind == data::ColumnKind::number) continue;
      const auto type = types.find(named.name);
      const bool target = std::ranges::find(job.targets, named.name) != job.targets.end();
      const bool category = type != types.end() && type->second == data::ColumnType::category;
      const bool open = !job.columns.contains(named.name) && (target || category);
      const data::Table& table = columns.with(named.name);
      const data::Column& column = table.column(named.name);
      for (const auto& note : {target ? std::nullopt : data::total_rows_note(table, column),
                               open ? data::few_words_note(table, column) : std::nullopt}) {
        if (note) listener.tell_note(data::Note{named.name, *note}.to_string());
      }
    }
  });
}

JobData divide_and_fit(Job& job, JobSource& source, const std::optional<Tensor>& weights,
                       const Listener& listener) {
  RowSplits splits = labelled_splits(source, job, listener);
  data::Task task{};
  source.look(splits, [&](data::ColumnSource& columns) {
    task = choose_task(job, columns.with(job.targets), listener);
  });
  data::ColumnTypes types = column_types(source, splits, job);
  if (listener.types_found) listener.types_found(types);
  note_texts(source, splits, job, types, listener);
  const HoldoutFiles files = read_holdout_files(job, source.header(), listener);
  const RowGroups groups = row_groups(source, splits, job, types, listener);
  draw_splits(source, splits, groups, files, job, task, listener);
  note_shared_copies(source, splits, job, types, files, listener);
  if (listener.rows_divided) listener.rows_divided(splits);
  leave_out_names(source, splits, job, task, files, listener, types);
  auto tested = dependent_rows(source, splits, groups, job, Split::test);
  auto validated = dependent_rows(source, splits, groups, job, Split::validation);
  const std::unique_ptr<DividedRows> rows = source.divide(splits, false);
  JobData data = fit_rows(job, task, types, *rows, files, listener);
  if (weights) weigh_rows(data, splits, *weights);
  data.test_groups = std::move(tested);
  data.validation_groups = std::move(validated);
  tell_notes(data.preprocessing.notes(), listener);
  return data;
}

Listener as_strict(Listener listener, const Job& job) {
  listener.strict = job.strict;
  return listener;
}

}  // namespace

JobData read_job_data(Job& job, const Listener& to) {
  const Listener listener = as_strict(to, job);
  if (job.data.empty()) throw Error("no data is given; write `ganglion train DATA`");
  return divide_and_fit(job, *open_source(job, listener), std::nullopt, listener);
}

JobData read_job_data(Job& job, data::Table table, const std::optional<Tensor>& weights,
                      const Listener& to) {
  const Listener listener = as_strict(to, job);
  if (weights && weights->shape() != Shape{table.rows()}) {
    throw Error(fmt::format("{}: weights of shape {} for {} rows", table.source(),
                            weights->shape().to_string(), table.rows()));
  }
  const auto source = table_source(settle_rows(std::move(table), job, listener));
  return divide_and_fit(job, *source, weights, listener);
}

}  // namespace ganglion::train
