#include "ganglion/data/read/rows_for_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/data/csv/titles.h"
#include "ganglion/data/read/read_rows.h"
#include "ganglion/data/read/read_table.h"
#include "ganglion/data/read/second_file.h"
#include "ganglion/data/samples/picture_columns.h"
#include "ganglion/data/samples/sample_columns.h"
#include "ganglion/data/samples/signal_columns.h"
#include "ganglion/data/series/rows_for_forecast.h"
#include "ganglion/data/text/characters.h"
#include "ganglion/data/text/text_file.h"

namespace ganglion::data {

namespace {

/// "c1", "c2", …: names of columns without a header.
bool is_counted(const std::string& name) {
  return name.size() > 1 && name[0] == 'c' &&
         std::all_of(name.begin() + 1, name.end(), [](char c) { return is_digit(c); });
}

ColumnReading reading_of(const FeatureColumn& feature) {
  using Kind = ColumnReading::Kind;
  if (feature.kind == ColumnKind::number) return {.kind = Kind::number, .format = feature.format};
  const bool marked = feature.kind == ColumnKind::date || feature.kind == ColumnKind::boolean;
  return {.kind = marked ? Kind::marked : Kind::text};
}

/// What is read of a table for the features of a model.
void expect_features(const PreprocessingState& model, CsvOptions& options) {
  if (model.series) return expect_columns(*model.series, options);
  if (model.samples) options.expected = model.samples->units.columns;
  for (const FeatureColumn& feature : model.features) {
    options.expected.push_back(feature.name);
    options.columns.emplace(feature.name, reading_of(feature));
  }
}

}  // namespace

CsvOptions options_for(const PreprocessingState& model, CsvOptions options) {
  expect_features(model, options);
  for (const TargetColumn& target : model.targets) {
    const bool number = model.task == Task::regression;
    options.expected.push_back(target.name);
    options.columns.emplace(target.name, ColumnReading{.kind = number ? ColumnReading::Kind::number
                                                                      : ColumnReading::Kind::text,
                                                       .format = target.format});
  }
  options.header_by_name = options.header == Header::automatic && !model.features.empty() &&
                           std::ranges::all_of(options.expected, is_counted);
  const TableReading& reading = model.reading;
  if (reading.latin1) options.encoding = Encoding::latin1;
  if (options.decimal == 0) options.decimal = reading.decimal;
  if (options.skip_rows == 0) options.skip_rows = reading.skip_rows;
  for (auto* list : {&options.missing, &options.declared_missing}) {
    list->insert(list->end(), reading.missing.begin(), reading.missing.end());
  }
  options.missing_of.insert(reading.missing_of.begin(), reading.missing_of.end());
  return options;
}

namespace {

/// The lines above the table that training's file had: this one may have none.
void settle_skipped(const std::string& path, RowOptions& options) {
  constexpr std::size_t kEnough = std::size_t{1} << 16;
  CsvOptions& table = options.table;
  std::error_code code;
  const bool file = std::filesystem::is_regular_file(path, code);
  if (file && first_line_names_columns(beginning_of_text(path, kEnough), path, table)) {
    table.skip_rows = 0;
  } else if (table.header_by_name && options.note) {
    options.note({"", fmt::format("{}: the first lines ({}) are passed over, as in training", path,
                                  table.skip_rows)});
  }
}

std::vector<std::string> names_of_targets(const PreprocessingState& model) {
  std::vector<std::string> names;
  for (const TargetColumn& target : model.targets) names.push_back(target.name);
  return names;
}

/// A table whose columns are the numbers of samples, in the order of training.
Table with_ordered_columns(const PreprocessingState& model, const Table& table,
                           const RowOptions& options) {
  const SampleFeatures& samples = *model.samples;
  SampleColumns training{.names = samples.units.columns,
                         .others = names_of_targets(model),
                         .channels = samples.shape[0],
                         .any_length = samples.any_length};
  training.others.insert(training.others.end(), samples.ignored.begin(), samples.ignored.end());
  std::vector<Note> notes;
  Table ordered = in_order_of_training(table, training, notes);
  for (const Note& note : notes) {
    if (options.note) options.note(note);
  }
  return ordered;
}

/// Rows of an array may hold colours in either order, and nothing tells which.
void tell_order(const Shape& shape, const Table& table, const RowOptions& options) {
  if (shape[0] == 1 || !table.format().empty()) return;
  options.tell(fmt::format(
      "{}: rows of {} numbers are taken for images of {} channels, one channel after the other "
      "(all of the first, line after line, then all of the second); if colours stand pixel by "
      "pixel, save an array [rows, {}, {}, {}]",
      table.source(), shape.size(), shape[0], shape[1], shape[2], shape[0]));
}

/// Images of a file of them, or in the columns of a table.
Table read_images_as_trained(const PreprocessingState& model, const std::string& path,
                             RowOptions& options) {
  const SampleFeatures& samples = *model.samples;
  const Shape& shape = samples.shape;
  options.channels = shape[0];
  options.height = shape[1];
  options.width = shape[2];
  options.bits = samples.units.bits;
  Table table = read_rows(path, options);
  if (!table.samples().empty()) return table;
  table = with_ordered_columns(model, table, options);
  tell_order(shape, table, options);
  // A file without the target, in which other columns have its name (c1, c2, …) by chance.
  const bool bare = !names_columns(table) && shape.size() == std::ssize(table.columns());
  if (bare) return image_columns(table, {}, shape, true);
  std::vector<std::string> others = names_of_targets(model);
  others.insert(others.end(), samples.ignored.begin(), samples.ignored.end());
  return image_columns(table, others, shape, true);
}

/// Signals of a file of them, or in the columns of a table.
Table read_signals_as_trained(const PreprocessingState& model, const std::string& path,
                              RowOptions& options) {
  const SampleFeatures& samples = *model.samples;
  options.signal = SignalShape{.channels = samples.shape[0], .length = samples.shape[1]};
  if (samples.any_length) options.signal_length = samples.shape[1];
  options.fill = samples.fill;
  Table table = read_rows(path, options);
  if (!table.samples().empty()) return table;
  table = with_ordered_columns(model, table, options);
  FilledHoles filled;
  Table signals = signal_columns(table,
                                 {.targets = names_of_targets(model),
                                  .ignore = samples.ignored,
                                  .shape = *options.signal,
                                  .length = options.signal_length,
                                  .fill = samples.fill,
                                  .may_lack_targets = !names_columns(table),
                                  .settled = true},
                                 &filled);
  if (filled.values > 0 && options.note) options.note(filled.note(table.source()));
  return signals;
}

Table read_as_trained(const PreprocessingState& model, const std::string& path,
                      RowOptions options) {
  const bool skips = options.table.skip_rows == 0 && model.reading.skip_rows > 0;
  options.table = options_for(model, std::move(options.table));
  if (skips) settle_skipped(path, options);
  options.part = ArrayPart::test;  // a model knows the other rows
  if (model.series) {
    const Table table = read_table(path, options.table, options.part);
    Table rows = rows_for_forecast(*model.series, table, options.labelled, [&](const Note& note) {
      if (options.note) options.note(note);
    });
    rows.add_notes(table.notes());
    return rows;
  }
  if (!model.samples) return read_table(path, options.table, options.part);
  const SampleFeatures& samples = *model.samples;
  if (samples.kind == SampleKind::image) return read_images_as_trained(model, path, options);
  options.rate = samples.units.rate;
  if (samples.kind == SampleKind::signal) return read_signals_as_trained(model, path, options);
  options.spectrogram = samples.units.form.settings();
  options.signal_length = samples.units.form.length;
  return read_rows(path, options);
}

}  // namespace

Table read_rows_for(const PreprocessingState& model, const std::string& path, RowOptions options) {
  Table table = read_as_trained(model, path, std::move(options));
  check_names(model, table);
  table.add_notes(notes_on_second_file(model, table));
  return table;
}

}  // namespace ganglion::data
