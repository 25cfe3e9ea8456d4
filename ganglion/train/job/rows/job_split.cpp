#include "ganglion/train/job/rows/job_split.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "ganglion/core/error.h"
#include "ganglion/data/features/time_order.h"
#include "ganglion/data/split.h"
#include "ganglion/train/evaluate/cross_validation.h"

namespace ganglion::train {
namespace {

/// What is said of a division by time names the option it comes from.
template <class F>
auto by_time(const data::Table& table, const Job& job, F&& divide) {
  const std::vector<double> times = data::times_of(table, job.time_column);
  try {
    return divide(times);
  } catch (const Error& error) {
    throw Error(
        fmt::format("{}: --time-column {}: {}", table.source(), job.time_column, error.what()));
  }
}

}  // namespace

std::vector<std::int32_t> class_labels(const data::Table& table, const Job& job, data::Task task) {
  if (task != data::Task::binary && task != data::Task::multiclass) return {};
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
  throw Error(fmt::format("{}: {} row can't be split; add rows, or use --test 0 and --validation 0",
                          source, rows));
}

std::optional<data::Table> cut(data::Table& rest, double fraction, const Job& job, data::Task task,
                               std::uint64_t seed) {
  if (fraction == 0.0) return std::nullopt;
  check_divisible(rest.source(), rest.rows());
  const data::RowSplit rows = job.time_column.empty()
                                  ? data::split_rows(rest.rows(), class_labels(rest, job, task),
                                                     {.test_fraction = fraction, .seed = seed})
                                  : by_time(rest, job, [&](const auto& times) {
                                      return data::split_by_time(times, fraction);
                                    });
  if (rows.test.empty()) return std::nullopt;
  data::Table part = rest.rows(rows.test);
  rest = rest.rows(rows.train);
  return part;
}

std::vector<FoldRows> fold_rows(const data::Table& rows, const Job& job, data::Task task) {
  const std::int64_t folds = job.cross_validate;
  const bool timed = !job.time_column.empty();
  const std::vector<std::int64_t> part_of =
      timed ? by_time(rows, job,
                      [&](const auto& times) { return data::stretches_of_time(times, folds + 1); })
            : deal_folds(rows.rows(), class_labels(rows, job, task), folds, job.seed);
  std::vector<FoldRows> result(static_cast<std::size_t>(folds));
  for (std::int64_t fold = 0; fold < folds; ++fold) {
    FoldRows& divided = result[static_cast<std::size_t>(fold)];
    const std::int64_t tested = timed ? fold + 1 : fold;
    for (std::size_t i = 0; i < part_of.size(); ++i) {
      const auto row = static_cast<std::int64_t>(i);
      if (part_of[i] == tested) divided.tested.push_back(row);
      if (timed ? part_of[i] < tested : part_of[i] != tested) divided.others.push_back(row);
    }
  }
  return result;
}

}  // namespace ganglion::train
