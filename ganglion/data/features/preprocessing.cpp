#include "ganglion/data/features/preprocessing.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/data/features/bins.h"
#include "ganglion/data/features/features.h"
#include "ganglion/data/features/identifiers.h"
#include "ganglion/data/features/notes/numbered_times.h"
#include "ganglion/data/features/notes/outliers.h"
#include "ganglion/data/features/notes/sentinels.h"
#include "ganglion/data/features/sample_features.h"
#include "ganglion/data/features/target_leaks.h"
#include "ganglion/data/features/targets.h"
#include "ganglion/data/text/text.h"

namespace ganglion::data {
namespace {

/// change(y, column) of each regression target, as numbers of type To.
template <class To, class F>
Tensor each_target(const PreprocessingState& state, const Tensor& targets, DType dtype,
                   F&& change) {
  const std::size_t columns = state.targets.size();
  const int rank = targets.shape().rank();
  const std::int64_t given = rank == 1 ? 1 : rank == 2 ? targets.shape()[1] : 0;
  if (given != static_cast<std::int64_t>(columns)) {
    throw Error(
        fmt::format("targets have shape {}, but the model has {} target columns; give "
                    "[rows, {}]",
                    targets.shape().to_string(), columns, columns));
  }
  const Tensor doubles = targets.cast(DType::f64);
  const auto from = doubles.values<double>();
  Tensor result(targets.shape(), dtype);
  const auto to = result.values<To>();
  for (std::size_t i = 0; i < from.size(); ++i) to[i] = change(from[i], state.targets[i % columns]);
  return result;
}

/// change(y, last known value) of each row.
template <class F>
Tensor by_last_value(const Tensor& series_values, const Tensor& targets, const F& change) {
  const Tensor doubles = targets.cast(DType::f64);
  const auto from = doubles.values<double>();
  const auto known = series_values.values<double>();
  Tensor result(targets.shape(), DType::f64);
  const auto to = result.values<double>();
  for (std::size_t i = 0; i < from.size(); ++i) to[i] = change(from[i], known[3 * i]);
  return result;
}

/// Dataset::series_values of rows that series_table made.
Tensor series_values(const SeriesRecipe& recipe, const Table& table) {
  Tensor result(Shape{table.rows(), 3}, DType::f64);
  const auto to = result.values<double>();
  const std::vector<double>& last = table.column(kLastValue).numbers;
  const std::vector<double>& seasonal = table.column(kSeasonalValue).numbers;
  const Column* names =
      recipe.series_column.empty() ? nullptr : &table.column(recipe.series_column);
  for (std::size_t i = 0; i < last.size(); ++i) {
    to[3 * i] = last[i];
    to[3 * i + 1] = seasonal[i];
    const auto row = static_cast<std::int64_t>(i);
    to[3 * i + 2] = recipe.scale_of(names == nullptr ? "" : names->text(row));
  }
  return result;
}

void check_ignored(const Table& table, std::span<const std::string> targets,
                   const std::vector<std::string>& ignore) {
  for (const std::string& name : ignore) {
    table.column(name);
    if (std::count(targets.begin(), targets.end(), name) > 0) {
      throw Error(fmt::format("column {} is both target and ignored; choose one", shown(name)));
    }
  }
}

/// What columns become features, and what is looked for in them.
struct ColumnsToFit {
  ColumnTypes types;  ///< of all but the targets
  TargetFinder target;
  bool numbers_are_measures = false;  ///< those that may number rows need no note
};

/// What is to be known of a column first of all comes first.
void fit_columns(ColumnSource& source, const ColumnsToFit& columns,
                 const PreprocessingOptions& options, PreprocessingState& state,
                 std::vector<Note>& notes) {
  std::vector<Note> leaks;
  for (const Column& named : source.header().columns()) {
    const auto type = columns.types.find(named.name);
    if (type == columns.types.end()) continue;
    if (type->second == ColumnType::ignore) continue;
    const Table& table = source.with(named.name);
    const Column& column = table.column(named.name);
    if (options.test_is_random) {
      if (const auto note = group_note(column)) notes.push_back({named.name, *note});
    }
    if (type->second == ColumnType::number && column.kind == ColumnKind::number) {
      const auto numbering = columns.numbers_are_measures ? std::nullopt : numbering_note(column);
      if (numbering) notes.push_back({named.name, *numbering});
      if (const auto note = sentinel_note(column)) {
        notes.push_back({named.name, *note});
      } else if (const auto outlier = outlier_note(table, column)) {
        notes.push_back(
            {named.name, *outlier + "; if it is a slip, correct it, or leave it empty"});
      }
      if (const auto note = dense_dates_note(column)) notes.push_back({named.name, *note});
      if (const auto note = numbered_times_note(column)) notes.push_back({named.name, *note});
    }
    auto feature = fit_feature(table, column, type->second, options, notes);
    if (!feature) continue;
    state.features.push_back(std::move(*feature));
    if (const auto note = columns.target.note(column))
      leaks.push_back({named.name, *note, NoteKind::tells_target});
  }
  // A single column that tells the target is what there is to learn.
  if (state.features.size() > 1) notes.insert(notes.begin(), leaks.begin(), leaks.end());
}

/// Makes numbers that name rows numbers to learn from, the only ones; false where there are none.
bool use_identifiers(const Table& header, ColumnTypes& types, std::vector<Note>& notes) {
  bool any = false;
  for (auto& [name, type] : types) {
    const bool number = header.column(name).kind == ColumnKind::number;
    if (type != ColumnType::identifier || !number) {
      type = ColumnType::ignore;
      continue;
    }
    any = true;
    type = ColumnType::number;
    std::erase_if(notes, [&name = name](const Note& note) { return note.column == name; });
    notes.push_back({name, "looks like a row number, but there is no other feature; used"});
  }
  return any;
}

}  // namespace

std::int64_t FeatureColumn::width() const {
  const std::int64_t flag = missing_flag ? 1 : 0;
  if (kind == ColumnKind::text) return buckets;
  if (kind == ColumnKind::date) return static_cast<std::int64_t>(dates.size()) + flag;
  if (kind == ColumnKind::category) {
    return static_cast<std::int64_t>(categories.size()) + (other ? 1 : 0);
  }
  return 1 + bins() + flag;
}

bool FeatureColumn::clips() const {
  if (!clip || !range) return false;
  const auto is_year = [](const DateFeature& date) { return date.part == "year"; };
  return kind != ColumnKind::date || std::ranges::any_of(dates, is_year);
}

void FeatureColumn::encode(double value, std::span<float> features) const {
  features[0] = static_cast<float>(scaled(value));
  if (!edges.empty()) write_bins(transform(value), edges, features.subspan(1));
}

Preprocessing Preprocessing::fit(const Table& table, std::span<const std::string> targets,
                                 Task task, const PreprocessingOptions& options) {
  TableColumns source(table);
  return fit(source, targets, task, options);
}

Preprocessing Preprocessing::fit(ColumnSource& source, std::span<const std::string> targets,
                                 Task task, const PreprocessingOptions& options) {
  const Table& header = source.header();
  if (source.rows() == 0) {
    throw Error(fmt::format("{}: there are no rows to train on", header.source()));
  }
  if (options.max_categories < 1) {
    throw Error(fmt::format("max_categories is {}; it must be at least 1", options.max_categories));
  }
  Preprocessing result(
      PreprocessingState{.task = task, .reading = options.reading, .series = options.series});
  check_targets(header, targets);
  fit_targets(source.with(targets), targets, options.positive, result.state_, result.notes_);
  if (!header.samples().empty()) {
    result.state_.samples = fit_samples(header);
    result.state_.samples->ignored = options.ignore;
    return result;
  }
  check_ignored(header, targets, options.ignore);
  ColumnTypes given = options.types;
  for (const std::string& name : options.ignore) given[name] = ColumnType::ignore;
  ColumnsToFit columns{
      .types = find_types(source, targets, given),
      .target = TargetFinder(source.with(targets), targets, task, options.series.has_value())};
  for (const std::string& name : targets) columns.types.erase(name);
  fit_columns(source, columns, options, result.state_, result.notes_);
  // What names rows is better than nothing.
  if (result.state_.features.empty() && use_identifiers(header, columns.types, result.notes_)) {
    columns.numbers_are_measures = true;
    fit_columns(source, columns, options, result.state_, result.notes_);
  }
  if (result.state_.features.empty()) {
    std::string why;
    for (const Note& note : result.notes_) why += "; " + note.to_string();
    throw Error(
        fmt::format("{}: no feature columns left besides the target{}", header.source(), why));
  }
  return result;
}

Dataset Preprocessing::apply(const Table& table, bool with_target) const {
  Dataset result{.features = state_.samples ? Tensor() : Tensor(Shape{table.rows(), width()}),
                 .feature_names = feature_names(),
                 .target_names = target_names(),
                 .class_names = state_.class_names};
  if (state_.samples) apply_samples(*state_.samples, table, result);
  std::int64_t first = 0;
  for (const FeatureColumn& feature : state_.features) {
    apply_feature(feature, table, first, result.features);
    first += feature.width();
  }
  result.features = std::move(result.features).shared();
  if (state_.series && table.find(kLastValue) != nullptr) {
    result.series_values = series_values(*state_.series, table).shared();
  }
  if (!with_target) return result;
  Tensor targets = apply_targets(state_, table).shared();
  if (state_.task == Task::regression) {
    result.targets = targets.cast(DType::f32).shared();
    result.exact_targets = std::move(targets);
  } else {
    result.targets = std::move(targets);
  }
  return result;
}

Shape Preprocessing::input_shape() const {
  return state_.samples ? state_.samples->shape : Shape{width()};
}

std::int64_t Preprocessing::width() const {
  if (state_.samples) return state_.samples->shape.size();
  std::int64_t result = 0;
  for (const FeatureColumn& feature : state_.features) result += feature.width();
  return result;
}

std::vector<std::string> Preprocessing::feature_names() const {
  if (state_.samples) return names_of_values(*state_.samples);
  std::vector<std::string> result;
  for (const FeatureColumn& feature : state_.features) {
    if (feature.kind == ColumnKind::number || feature.kind == ColumnKind::boolean) {
      result.push_back(feature.name);
    }
    for (std::int64_t i = 1; i <= feature.bins(); ++i) {
      result.push_back(fmt::format("{} bin {} of {}", feature.name, i, feature.bins()));
    }
    for (const DateFeature& date : feature.dates) result.push_back(feature.name + " " + date.part);
    for (std::int64_t i = 0; i < feature.buckets; ++i) {
      result.push_back(fmt::format("{} words {}", feature.name, i + 1));
    }
    if (feature.missing_flag) result.push_back(feature.name + " is missing");
    for (const std::string& text : feature.categories) result.push_back(feature.name + "=" + text);
    if (feature.other) result.push_back(feature.name + " is other");
  }
  return result;
}

std::vector<bool> Preprocessing::bin_features() const {
  std::vector<bool> result(static_cast<std::size_t>(width()), false);
  auto at = result.begin();
  for (const FeatureColumn& feature : state_.features) {
    if (feature.bins() > 0) std::fill_n(at + 1, feature.bins(), true);
    at += feature.width();
  }
  return result;
}

std::vector<std::string> Preprocessing::target_names() const {
  std::vector<std::string> result;
  for (const TargetColumn& target : state_.targets) result.push_back(target.name);
  return result;
}

std::vector<std::string> Preprocessing::output_names() const {
  std::vector<std::string> names = target_names();
  if (!state_.series || state_.series->differencing == Differencing::none) return names;
  const bool ratio = state_.series->differencing == Differencing::log_ratio;
  names.at(0) += ratio ? " (log ratio to the last value)" : " (difference to the last value)";
  return names;
}

Preprocessing Preprocessing::with_threshold(double threshold) const {
  Preprocessing result = *this;
  result.state_.threshold = threshold;
  return result;
}

Tensor Preprocessing::scale_targets(const Tensor& targets) const {
  if (state_.task != Task::regression) return targets;
  return each_target<float>(state_, targets, DType::f32,
                            [](double y, const TargetColumn& column) { return column.scaled(y); });
}

Tensor Preprocessing::unscale_targets(const Tensor& targets) const {
  if (state_.task != Task::regression) return targets;
  return each_target<double>(state_, targets, DType::f64, [](double y, const TargetColumn& column) {
    return column.unscaled(y);
  });
}

Tensor Preprocessing::clip_predictions(const Tensor& predictions) const {
  const auto clips = [](const TargetColumn& target) { return target.clip && target.range; };
  if (std::ranges::none_of(state_.targets, clips)) return predictions;
  return each_target<float>(
      state_, predictions, DType::f32,
      [](double y, const TargetColumn& column) { return static_cast<float>(column.kept(y)); });
}

Tensor Preprocessing::own_predictions(const Tensor& predictions, const Dataset& rows) const {
  if (!rows.series_values || !state_.series) return unscale_targets(predictions);
  const TargetColumn& target = state_.targets.at(0);
  return by_last_value(*rows.series_values, predictions, [&](double y, double last) {
    return target.unscaled(y, last, state_.series->differencing);
  });
}

Tensor Preprocessing::own_targets(const Dataset& rows) const {
  return rows.exact_targets ? *rows.exact_targets : unscale_targets(rows.targets);
}

Dataset apply_scaled(const Preprocessing& preprocessing, const Table& table) {
  Dataset data = preprocessing.apply(table, true);
  Tensor targets = preprocessing.own_targets(data);
  if (const auto& series = preprocessing.state().series) {
    targets = by_last_value(*data.series_values, targets, [&](double y, double last) {
      return differenced(y, last, series->differencing);
    });
  }
  data.targets = preprocessing.scale_targets(targets).shared();
  return data;
}

}  // namespace ganglion::data
