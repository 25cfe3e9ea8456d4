#include "ganglion/train/job/rows/job_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/column_texts.h"
#include "ganglion/data/features/column_dates.h"
#include "ganglion/data/label_names.h"
#include "ganglion/data/read/read_table.h"
#include "ganglion/data/samples/class_folders.h"
#include "ganglion/data/samples/picture_columns.h"
#include "ganglion/data/samples/sample_columns.h"
#include "ganglion/data/samples/signal_columns.h"
#include "ganglion/train/job/rows/job_memory.h"
#include "ganglion/train/job/rows/job_names.h"
#include "ganglion/train/job/rows/sample_rows.h"

namespace ganglion::train {

data::CsvOptions table_options(const Job& job) {
  data::CsvOptions options = {.header = job.header,
                              .encoding = job.encoding,
                              .skip_rows = job.skip_rows,
                              .decimal = job.decimal,
                              .declared_missing = job.missing,
                              .missing_of = job.missing_of,
                              .threads = job.threads};
  options.missing.insert(options.missing.end(), job.missing.begin(), job.missing.end());
  for (const auto& [name, type] : job.columns) {
    if (type == data::ColumnType::category) options.columns[name] = {};
    options.expected.push_back(name);
  }
  for (const auto& [name, format] : job.formats) {
    options.columns[name] = {.kind = data::ColumnReading::Kind::number, .format = format};
  }
  for (const auto* names : {&job.targets, &job.ignore}) {
    options.expected.insert(options.expected.end(), names->begin(), names->end());
  }
  if (!job.time_column.empty()) options.expected.push_back(job.time_column);
  if (!job.series.empty()) options.expected.push_back(job.series);
  return options;
}

namespace {

data::RowOptions row_options(const Job& job, const Listener& listener) {
  return {.table = table_options(job),
          .height = job.image_size ? job.image_size->height : 0,
          .width = job.image_size ? job.image_size->width : 0,
          .channels = job.channels.value_or(0),
          .bits = job.image_bits,
          .signal = job.signal,
          .signal_length = job.signal_length.value_or(0),
          .fill = job.fill,
          .spectrogram = job.signal ? std::nullopt : job.spectrogram,
          .rate = job.sample_rate.value_or(0),
          .memory = feature_memory(job),
          .skip_bad = job.skip_bad,
          .note = [&](const data::Note& note) { listener.tell(note); }};
}

data::Table with_signals(const data::Table& table, const Job& job, const Listener& listener) {
  data::FilledHoles filled;
  data::Table signals = data::signal_columns(table, signal_options(job), &filled);
  if (filled.values > 0) listener.tell(filled.note(table.source()));
  return signals;
}

/// What is no feature besides the targets.
std::vector<std::string> ignored_columns(const Job& job) {
  std::vector<std::string> names = job.ignore;
  if (!job.group.empty()) names.push_back(job.group);
  return names;
}

/// The targets and what is ignored.
std::vector<std::string> besides(const Job& job) {
  std::vector<std::string> names = job.targets;
  const std::vector<std::string> ignored = ignored_columns(job);
  names.insert(names.end(), ignored.begin(), ignored.end());
  return names;
}

data::Table with_images(const data::Table& table, const Job& job) {
  return data::image_columns(table, besides(job), *job.image.shape);
}

/// The columns of samples in the order of training's, by their names.
data::Table in_order(const data::Table& table, const Job& job, const data::Table& training,
                     const Listener& listener) {
  std::vector<data::Note> notes;
  data::Table ordered =
      data::in_order_of_training(table,
                                 {.names = training.samples().units().columns,
                                  .others = besides(job),
                                  .channels = training.samples().shape()[0],
                                  .any_length = job.signal_length.value_or(0) > 0},
                                 notes);
  for (const data::Note& note : notes) listener.tell(note);
  return ordered;
}

/// The last column. Delimiters at the ends of lines make columns behind it, without names or
/// values.
std::string last_column(const std::vector<std::string>& names, data::ColumnSource& source) {
  const std::vector<std::string> all = source.header().names();
  for (std::size_t i = names.size(); i-- > 0;) {
    const auto place = std::ranges::find(all, names[i]) - all.begin();
    if (names[i] != fmt::format("c{}", place + 1)) return names[i];
    const data::Column& column = source.with(names[i]).column(names[i]);
    for (std::int64_t row = 0; row < column.rows(); ++row) {
      if (!column.is_missing(row)) return names[i];
    }
  }
  return names.back();
}

/// UCR's files have the class first, and no names.
std::vector<std::string> default_targets(const Job& job, data::ColumnSource& columns,
                                         const std::vector<std::string>& names,
                                         std::string& reason) {
  const std::vector<std::string> labels = data::numbered_labels(names);
  const data::Table& table = columns.header();
  if (!labels.empty() && (labels.size() < names.size() || !table.samples().empty())) {
    reason = "the labels at the end, by their names; to choose others: `target`";
    return labels;
  }
  reason = fmt::format("the last column by default; to choose another: `target = NAME`{}",
                       names.size() > 1 ? fmt::format(", such as {}", names.front()) : "");
  if (!data::files_of(table).empty()) reason = "name of the folder of each file";
  if (job.signal && table.samples().empty() && data::class_comes_first(columns)) {
    reason = "the first column, which holds few integers or texts; to choose another: `target`";
    return {names.front()};
  }
  return {table.samples().empty() ? last_column(names, columns) : names.back()};
}

}  // namespace

data::SignalColumns signal_options(const Job& job) {
  return {.targets = job.targets,
          .ignore = ignored_columns(job),
          .shape = *job.signal,
          .length = job.signal_length.value_or(0),
          .fill = job.fill};
}

bool has_no_names(const data::Table& table) {
  const std::vector<std::string> names = table.names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] != fmt::format("c{}", i + 1)) return false;
  }
  return !names.empty();
}

void tell_reading(const data::Table& table, const Listener& listener) {
  for (const data::Note& note : table.notes()) listener.tell(note);
}

void tell_names(const data::Table& table, const Listener& listener) {
  if (!has_no_names(table) || table.format().empty()) return;  // arrays have no header
  const std::vector<std::string> names = table.names();
  listener.tell_note(
      fmt::format("{}: no header found, so the columns are named c1 to c{}; if the first line is "
                  "one: `header = yes`",
                  table.source(), names.size()));
}

void choose_targets(Job& job, data::ColumnSource& source, const Listener& listener) {
  const data::Table& table = source.header();
  name_columns(job, table);
  if (!job.targets.empty()) return data::check_targets(table, job.targets);
  const auto ignored = [&](const std::string& name) {
    return name == job.group || std::ranges::find(job.ignore, name) != job.ignore.end();
  };
  std::vector<std::string> names = table.names();
  std::erase_if(names, ignored);
  if (names.empty()) {
    throw Error(table.samples().empty()
                    ? fmt::format("{}: no column left for the target", table.source())
                    : fmt::format("{}: there are no labels; give IMAGES:LABELS, an .npz with x and "
                                  "y, or a folder with a sub-folder for each class",
                                  table.source()));
  }
  const bool texts = table.columns()[0].kind == data::ColumnKind::category;
  if (table.columns().size() == 1 && texts && !table.format().empty() && job.horizon == 0) {
    throw Error(
        fmt::format("{}: there is one column only, {}; fields are cut at , ; tabs | or "
                    "blanks: write the file with one of these between them",
                    table.source(), shown(names[0])));
  }
  std::string reason;
  job.targets = default_targets(job, source, names, reason);
  listener.tell_choice({"target", fmt::format("{}", fmt::join(job.targets, ", ")), reason});
}

void choose_images(Job& job, const data::Table& header, const FindImages& find,
                   const Listener& listener) {
  if (!job.image.detect) return;
  job.image.detect = false;
  // A network that is asked for, and types of columns, are for rows of numbers.
  if (job.network || job.signal || !job.columns.empty()) return;
  if (!data::possible_images(header, besides(job))) return;
  job.image.shape = find(besides(job));
  if (!job.image.shape) return;
  listener.tell_choice(
      {"columns", fmt::format("pixels of {} images", data::image_text(*job.image.shape)),
       "neighbouring columns are similar, as pixels are; if they are no pixels: `image = none`"});
}

/// A file of arrays with rows for the test and for validation is the file of those, too, unless
/// others are asked for.
void use_other_parts(Job& job, const data::Table& table, const Listener& listener) {
  const auto is_asked = [](const Holdout& holdout, const Holdout& usual) {
    return !holdout.file.empty() || holdout.fraction != usual.fraction;
  };
  std::string parts;
  if (table.format().test_part && !is_asked(job.test, Job{}.test)) {
    job.test = {.fraction = 0.0, .file = job.data};
    parts += ", those in _test for the test";
  }
  const bool arrays = table.format().empty() && !job.data.empty();
  if (arrays && !is_asked(job.validation, Job{}.validation) &&
      data::holds_part(job.data, data::ArrayPart::validation)) {
    job.validation = {.fraction = 0.0, .file = job.data};
    parts += ", those in _val for validation";
  }
  if (parts.empty()) return;
  listener.tell_note(
      fmt::format("{}: the arrays that end in _train are for training{}", table.source(), parts));
}

data::Table read_first_rows(Job& job, const Listener& listener) {
  return settle_rows(data::read_rows(job.data, row_options(job, listener)), job, listener);
}

data::Table settle_rows(data::Table table, Job& job, const Listener& listener) {
  use_other_parts(job, table, listener);
  tell_reading(table, listener);
  const bool columns = table.samples().empty();
  const bool signals = job.signal && columns;
  if (!signals && columns) tell_names(table, listener);
  data::TableColumns source(table);
  if (listener.rows_read) listener.rows_read(source);
  choose_targets(job, source, listener);
  table = data::with_date_orders(std::move(table), job.columns);
  if (columns) {
    const auto find = [&](const auto& others) { return data::find_images(table, others); };
    choose_images(job, table, find, listener);
  }
  if (signals && job.image.shape) throw Error("`signal` and `image` are both given; give one");
  if (columns && job.image.shape) table = with_images(table, job);
  if (signals) table = with_signals(table, job, listener);
  if (listener.rows_read && columns && !table.samples().empty()) listener.rows_read(source);
  settle_samples(job, table, listener);
  return table;
}

data::Table read_more_rows(const std::string& path, data::ArrayPart part, const Job& job,
                           const data::Table& training, const Listener& listener) {
  data::RowOptions options = row_options(job, listener);
  options.part = part;
  if (training.samples().empty()) {
    options.table.columns = data::readings_of(training);
    options.table.expected = training.names();
    options.table.header_by_name = job.header == data::Header::automatic && has_no_names(training);
  } else {
    const std::vector<std::string>& names = training.samples().units().columns;
    options.table.expected.insert(options.table.expected.end(), names.begin(), names.end());
  }
  data::Table table = data::read_rows(path, options);
  tell_reading(table, listener);
  if (!table.samples().empty()) return table;
  if (training.samples().empty() || !(job.image.shape || job.signal)) return table;
  table = in_order(table, job, training, listener);
  return job.image.shape ? with_images(table, job) : with_signals(table, job, listener);
}

}  // namespace ganglion::train
