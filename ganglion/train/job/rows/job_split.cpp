#include "ganglion/train/job/rows/job_split.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>
#include <span>
#include <utility>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/data/features/time_order.h"
#include "ganglion/data/group_split.h"
#include "ganglion/data/series/series_split.h"
#include "ganglion/data/split.h"
#include "ganglion/train/evaluate/cross_validation.h"

namespace ganglion::train {
namespace {

/// What `divide` makes of the times of the training rows. What is said of a division by time names
/// the option it comes from.
template <class F>
auto by_time(JobSource& source, const RowSplits& splits, const Job& job, F&& divide) {
  const data::Table table = source.training_columns(std::span(&job.time_column, 1), splits);
  const std::vector<double> times = data::times_of(table, job.time_column);
  try {
    return divide(times);
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}: {}", table.source(), setting("time_column", job.time_column),
                            error.what()),
                error.remedy());
  }
}

/// One number for each different value of the target, for stratifying; empty when there are no
/// classes.
std::vector<std::int32_t> class_labels(JobSource& source, const RowSplits& splits, const Job& job,
                                       data::Task task) {
  if (task != data::Task::binary && task != data::Task::multiclass) return {};
  const data::Table table = source.training_columns(job.targets, splits);
  const data::Column& column = table.column(job.targets[0]);
  if (column.kind == data::ColumnKind::category) return column.codes;
  // Few differ, so that the column need not be copied.
  const std::set<double> different(column.numbers.begin(), column.numbers.end());
  const std::vector<double> values(different.begin(), different.end());
  std::vector<std::int32_t> labels;
  labels.reserve(column.numbers.size());
  for (double number : column.numbers) {
    labels.push_back(
        static_cast<std::int32_t>(std::ranges::lower_bound(values, number) - values.begin()));
  }
  return labels;
}

void check_divisible(const std::string& source, std::int64_t rows) {
  if (rows >= 2) return;
  throw Error(fmt::format(
      "{}: {} row can't be split; add rows, or use `test = 0` and `validation = 0`", source, rows));
}

std::vector<std::uint8_t> flags_of(const std::vector<std::int64_t>& rows, std::int64_t all) {
  std::vector<std::uint8_t> flags(static_cast<std::size_t>(all), 0);
  for (const std::int64_t row : rows) flags[static_cast<std::size_t>(row)] = 1;
  return flags;
}

/// When the forecasts of the training rows are made, and of what time they are.
struct SeriesTimes {
  std::vector<double> from;
  std::vector<double> to;
};

SeriesTimes series_times(JobSource& source, const RowSplits& splits, const Job& job) {
  const std::vector<std::string> names = {std::string(data::kForecastFrom), job.time_column};
  const data::Table table = source.training_columns(names, splits);
  return {data::times_of(table, names[0]), data::times_of(table, names[1])};
}

/// Forecasts across the cut are in no split: they would show training what the test is about.
void cut_series(JobSource& source, RowSplits& splits, double fraction, const Job& job, Split to) {
  const SeriesTimes times = series_times(source, splits, job);
  std::vector<data::SeriesSide> sides;
  try {
    sides = data::split_series(times.from, times.to, fraction);
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", source.header().source(), error.what()), error.remedy());
  }
  std::size_t at = 0;
  for (std::int64_t row = 0; row < splits.rows(); ++row) {
    if (splits[row] != Split::train) continue;
    const data::SeriesSide side = sides[at++];
    if (side == data::SeriesSide::behind) splits.set(row, to);
    if (side == data::SeriesSide::across) splits.set(row, Split::dropped);
  }
}

}  // namespace

void cut(JobSource& source, RowSplits& splits, const RowGroups& groups, double fraction,
         const Job& job, data::Task task, std::uint64_t seed, Split to) {
  if (fraction == 0.0) return;
  const std::int64_t rows = splits.count(Split::train);
  check_divisible(source.header().source(), rows);
  if (job.recipe) return cut_series(source, splits, fraction, job, to);
  if (job.time_column.empty()) {
    const data::SplitOptions options = {.test_fraction = fraction, .seed = seed};
    const std::vector<std::int32_t> labels = class_labels(source, splits, job, task);
    splits.move(groups.empty()
                    ? data::draw_rows(rows, labels, options)
                    : data::draw_groups(groups.of(splits, Split::train), labels, options),
                to);
    return;
  }
  const data::RowSplit divided = by_time(
      source, splits, job, [&](const auto& times) { return data::split_by_time(times, fraction); });
  splits.move(flags_of(divided.test, rows), to);
}

std::vector<std::int64_t> dependent_rows(JobSource& source, const RowSplits& splits,
                                         const RowGroups& groups, const Job& job, Split split) {
  if (!job.recipe || splits.count(split) == 0) return groups.of(splits, split);
  RowSplits only(splits.rows());
  for (std::int64_t row = 0; row < splits.rows(); ++row) {
    if (splits[row] != split) only.set(row, Split::dropped);
  }
  const std::vector<double> times = series_times(source, only, job).to;
  const auto different = std::ssize(std::set<double>(times.begin(), times.end()));
  return data::stretches_of_time(times, std::max<std::int64_t>(different / job.horizon, 1));
}

FoldSplits::FoldSplits(JobSource& source, RowSplits splits, const RowGroups& groups, const Job& job,
                       data::Task task)
    : splits_(std::move(splits)), timed_(!job.time_column.empty()) {
  const std::int64_t folds = job.cross_validate;
  if (job.recipe) {
    SeriesTimes times = series_times(source, splits_, job);
    fold_of_ = data::stretches_of_time(times.from, folds + 1);
    from_ = std::move(times.from);
    to_ = std::move(times.to);
    return;
  }
  if (timed_) {
    fold_of_ = by_time(source, splits_, job, [&](const auto& times) {
      return data::stretches_of_time(times, folds + 1);
    });
    return;
  }
  const std::vector<std::int32_t> labels = class_labels(source, splits_, job, task);
  fold_of_ = groups.empty()
                 ? deal_folds(splits_.count(Split::train), labels, folds, job.seed)
                 : data::deal_groups(groups.of(splits_, Split::train), labels, folds, job.seed);
}

void FoldSplits::drop_later(std::int64_t tested, RowSplits& result) const {
  double first = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < from_.size(); ++i) {
    if (fold_of_[i] == tested) first = std::min(first, from_[i]);
  }
  std::size_t at = 0;
  for (std::int64_t row = 0; row < result.rows(); ++row) {
    if (splits_[row] != Split::train) continue;
    const double to = to_[at++];
    if (result[row] == Split::train && to > first) result.set(row, Split::dropped);
  }
}

RowSplits FoldSplits::at(std::int64_t fold) const {
  RowSplits result = splits_;
  const std::int64_t tested = timed_ ? fold + 1 : fold;
  std::size_t at = 0;
  for (std::int64_t row = 0; row < result.rows(); ++row) {
    if (splits_[row] != Split::train) continue;
    const std::int64_t own = fold_of_[at++];
    if (own == tested) result.set(row, Split::test);
    if (timed_ && own > tested) result.set(row, Split::dropped);
  }
  if (!from_.empty()) drop_later(tested, result);
  return result;
}

}  // namespace ganglion::train
