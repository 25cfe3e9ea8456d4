#include "ganglion/train/job/rows/fit_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ganglion/core/setting.h"
#include "ganglion/data/features/beyond_range.h"
#include "ganglion/data/features/unseen.h"
#include "ganglion/data/read/second_file.h"
#include "ganglion/data/series/series_table.h"
#include "ganglion/train/evaluate/class_balance.h"
#include "ganglion/train/evaluate/data_summary.h"
#include "ganglion/train/job/rows/clipping.h"
#include "ganglion/train/job/rows/job_split.h"
#include "ganglion/train/job/rows/target_output.h"

namespace ganglion::train {
namespace {

/// Signals that were cut or filled up may be of any length when they are predicted, too, and have
/// holes where those of training may.
data::Preprocessing with_any_length(const data::Preprocessing& fitted, const Job& job) {
  if (!fitted.state().samples || (!job.signal_length && !job.fill)) return fitted;
  data::PreprocessingState state = fitted.state();
  state.samples->any_length = job.signal_length.has_value();
  state.samples->fill = job.fill;
  return data::Preprocessing(std::move(state));
}

constexpr std::int64_t kRowsForBins = 300;
constexpr std::int64_t kRowsForManyBins = 500;
constexpr std::int64_t kFewBins = 4;
constexpr std::int64_t kManyBins = 12;

/// A network that was asked for takes the columns as they are. benchmarks/accuracy/choose has what
/// was measured.
std::int64_t choose_bins(Job& job, std::int64_t rows) {
  if (job.bins) return *job.bins;
  job.bins = rows < kRowsForManyBins ? kFewBins : kManyBins;
  if (job.network || rows < kRowsForBins) job.bins = 0;
  return *job.bins;
}

void tell_bins(bool asked, const Job& job, const data::PreprocessingState& state,
               const Listener& listener) {
  const auto with = std::ranges::count_if(
      state.features, [](const data::FeatureColumn& column) { return column.bins() > 0; });
  if (asked || with == 0) return;
  listener.tell_choice({"bins",
                        fmt::format("{} of {} columns also as piecewise-linear bins, up to {} each",
                                    with, state.features.size(), *job.bins),
                        "so that the network can bend at their quantiles; to disable: `bins = 0`"});
}

struct Fitted {
  data::Preprocessing preprocessing;
  DataSummary summary;
};

Fitted fit_columns(Job& job, data::Task task, const data::ColumnTypes& types,
                   data::ColumnSource& train, const Listener& listener) {
  const data::TableReading reading = {.latin1 = job.encoding == data::Encoding::latin1,
                                      .decimal = job.decimal,
                                      .skip_rows = job.skip_rows,
                                      .missing = job.missing,
                                      .missing_of = job.missing_of};
  const bool asked = job.bins.has_value();
  data::PreprocessingOptions options = {
      .ignore = job.ignore,
      .bins = choose_bins(job, train.rows()),
      .bins_of = job.bins_of,
      .reading = reading,
      .positive = job.positive,
      .types = types,
      .test_is_random = job.test.file.empty() && job.time_column.empty() && job.group.empty()};
  if (job.recipe) {
    options.series = *job.recipe;
    options.ignore.clear();  // such columns are in no row that is made
  }
  const auto fitted = data::Preprocessing::fit(train, job.targets, task, options);
  tell_bins(asked, job, fitted.state(), listener);
  DataSummary summary = summarize(train, fitted, types);
  return {.preprocessing = fit_output(job, with_any_length(fitted, job), train, listener),
          .summary = std::move(summary)};
}

/// What `evaluate` says of the same files.
void tell_differences(const data::Preprocessing& preprocessing, const HoldoutFiles& files,
                      const Listener& listener) {
  const data::PreprocessingState& state = preprocessing.state();
  for (const auto* file : {&files.validation, &files.test}) {
    if (!*file) continue;
    const data::Table& table = **file;
    std::vector<data::Note> notes = data::notes_on_second_file(state, table);
    for (const auto& unseen : data::unseen_values(state, table)) notes.push_back(unseen.note());
    std::ranges::move(data::notes_on_targets(state, table), std::back_inserter(notes));
    const auto beyond = data::values_beyond_range(state, table);
    const std::size_t shown = std::min(beyond.size(), listener.most_column_notes);
    for (std::size_t i = 0; i < shown; ++i) notes.push_back(beyond[i].note());
    if (shown < beyond.size()) {
      notes.push_back({"", fmt::format("{} more columns have values outside the training range; "
                                       "`ganglion evaluate` names them",
                                       beyond.size() - shown)});
    }
    for (const data::Note& note : notes) {
      const std::string text = note.to_string();
      const bool named = text.starts_with(table.source());
      listener.tell({"", named ? text : fmt::format("{}: {}", table.source(), text), note.kind});
    }
  }
}

/// The class that is chosen stands in the job, so that all folds have the same.
void choose_positive(Job& job, const data::PreprocessingState& state, const data::Dataset& train,
                     const Listener& listener) {
  if (state.task != data::Task::binary || !job.positive.empty()) return;
  job.positive = state.positive_name();
  const std::vector<double> rows = class_counts(train);
  const auto positive = static_cast<std::size_t>(state.positive);
  listener.tell_choice(
      {"positive", job.positive,
       fmt::format("the class of f1 and pr_auc: the {}, {} of {} training rows; for the other: {}",
                   rows[0] == rows[1] ? "second of equal ones" : "rarer one", rows[positive],
                   rows[0] + rows[1], setting("positive", state.class_names[1 - positive]))});
}

struct ClippedRows {
  data::Preprocessing preprocessing;
  SplitData splits;
};

ClippedRows rows_made(const data::Preprocessing& preprocessing, DividedRows& rows,
                      const HoldoutFiles& files, const Listener& listener) {
  ClippedRows made = {preprocessing, rows.apply(preprocessing, listener)};
  if (files.validation) {
    made.splits.validation = data::apply_scaled(preprocessing, *files.validation);
  }
  if (files.test) made.splits.test = data::apply_scaled(preprocessing, *files.test);
  return made;
}

/// Rows are made without clipping only where the training rows, which are the same either way, have
/// shown a line already.
ClippedRows clipped_rows(Job& job, const data::Preprocessing& fitted, DividedRows& rows,
                         const HoldoutFiles& files, const Listener& listener) {
  const bool open = !job.clip_inputs && !job.clip_output;
  choose_clipping(job, fitted.state());
  ClippedRows clipped = rows_made(with_clipping(job, fitted), rows, files, listener);
  const data::Dataset& train = *clipped.splits.train;
  if (!open || !may_go_on_as_line(job, fitted.state()) || !clipped.splits.validation ||
      !is_all_but_linear(fitted, train, train, job)) {
    return clipped;
  }
  Job straight = job;
  straight.clip_inputs = straight.clip_output = false;
  ClippedRows made = rows_made(with_clipping(straight, fitted), rows, files, {});
  if (!is_all_but_linear(fitted, train, *made.splits.validation, job)) return clipped;
  job.clip_inputs = job.clip_output = false;
  listener.tell_choice(
      {"clipping", "none",
       "linear regression explains 99 % of the variance of training and validation rows, so it is "
       "taken to go on outside their range; to clip: `clip_inputs = yes`, `clip_output = yes`"});
  return made;
}

/// The first rows of the test, or of validation or training where there are no others.
data::Table shown_rows(DividedRows& rows, const HoldoutFiles& files, const SplitData& made) {
  if (made.test) return files.test ? beginning(*files.test) : rows.beginning(Split::test);
  if (!made.validation) return rows.beginning(Split::train);
  return files.validation ? beginning(*files.validation) : rows.beginning(Split::validation);
}

}  // namespace

data::ColumnTypes column_types(JobSource& source, const RowSplits& splits, const Job& job) {
  data::ColumnTypes given;
  if (job.recipe) {
    given = data::series_column_types(*job.recipe);
  } else {
    for (const std::string& name : job.ignore) given[name] = data::ColumnType::ignore;
    for (const auto& [name, type] : job.columns) given[name] = type;
  }
  if (!job.group.empty()) given[job.group] = data::ColumnType::ignore;
  if (!source.header().samples().empty()) return given;  // columns are no features then
  data::ColumnTypes found;
  source.look(splits, [&](data::ColumnSource& columns) {
    found = data::find_types(columns, job.targets, given);
  });
  return found;
}

RowSplits labelled_splits(JobSource& source, const Job& job, const Listener& listener) {
  data::check_targets(source.header(), job.targets);
  RowSplits splits(source.rows());
  const RowSplits all = splits;
  for (const std::string& name : job.targets) {
    source.look(all, [&](data::ColumnSource& columns) {
      const data::Column& column = columns.with(name).column(name);
      for (std::int64_t row = 0; row < all.rows(); ++row) {
        if (column.is_missing(row)) splits.set(row, Split::dropped);
      }
    });
  }
  tell_dropped(source.header(), splits.count(Split::train), splits.rows(), job.targets, listener);
  source.forget_dropped(splits);
  return splits;
}

void draw_validation(JobSource& source, RowSplits& splits, const RowGroups& groups,
                     const HoldoutFiles& files, const Job& job, data::Task task) {
  if (files.validation) return;
  cut(source, splits, groups, job.validation.fraction, job, task, job.seed + kValidationStream,
      Split::validation);
}

JobData fit_rows(Job& job, data::Task task, const data::ColumnTypes& types, DividedRows& rows,
                 const HoldoutFiles& files, const Listener& listener) {
  std::optional<Fitted> fitted;
  rows.look([&](data::ColumnSource& columns) {
    fitted = fit_columns(job, task, types, columns, listener);
  });
  ClippedRows made = clipped_rows(job, fitted->preprocessing, rows, files, listener);
  tell_differences(made.preprocessing, files, listener);
  choose_positive(job, made.preprocessing.state(), *made.splits.train, listener);
  data::Table raw = shown_rows(rows, files, made.splits);
  return {.preprocessing = std::move(made.preprocessing),
          .train = std::move(*made.splits.train),
          .validation = std::move(made.splits.validation),
          .test = std::move(made.splits.test),
          .summary = std::move(fitted->summary),
          .raw = std::move(raw)};
}

}  // namespace ganglion::train
