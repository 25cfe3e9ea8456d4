#include "ganglion/train/job/rows/earlier_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ganglion/core/numbers.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/features/time_order.h"
#include "ganglion/data/text/dates.h"
#include "ganglion/data/text/text.h"

namespace ganglion::train {
namespace {

/// How training writes its times; nothing for numbers.
std::optional<data::DateOrder> order_of_times(const data::Column& column) {
  if (column.kind == data::ColumnKind::number) return std::nullopt;
  if (column.date_order) return column.date_order;
  const std::vector<std::string_view> texts(column.names.begin(), column.names.end());
  return data::order_of_dates(texts);
}

/// The times of a file that is read as training's was, NaN for what is no time.
std::vector<double> times_alike(const data::Column& column, std::optional<data::DateOrder> order) {
  if (column.kind == data::ColumnKind::number) {
    return order ? std::vector<double>() : column.numbers;
  }
  std::vector<double> times;
  for (std::int64_t row = 0; row < column.rows(); ++row) {
    double number = std::nan("");
    if (order) {
      if (const auto date = data::parse_date(column.text(row), *order)) number = date->hours;
    } else if (!data::parse_number(column.text(row), number)) {
      number = std::nan("");
    }
    times.push_back(number);
  }
  return times;
}

}  // namespace

void note_earlier_test(JobSource& source, const RowSplits& splits, const Job& job,
                       const HoldoutFiles& files, const Listener& listener) {
  if (!files.test || job.time_column.empty() || job.recipe) return;
  const data::Column* tested = files.test->find(job.time_column);
  if (tested == nullptr || source.header().find(job.time_column) == nullptr) return;
  const data::Table trained = source.training_columns(std::span(&job.time_column, 1), splits);
  if (trained.rows() == 0) return;
  const double latest = std::ranges::max(data::times_of(trained, job.time_column));
  const auto order = order_of_times(trained.column(job.time_column));
  const std::vector<double> times = times_alike(*tested, order);
  const auto earlier = std::ranges::count_if(times, [&](double time) { return time < latest; });
  if (earlier == 0) return;
  listener.tell_note(fmt::format(
      "{}: {} of {} test rows are earlier than the latest training row, by {}: their "
      "score says little of later rows; test on rows behind those of training",
      files.test->source(), grouped(earlier), grouped(files.test->rows()), shown(job.time_column)));
}

}  // namespace ganglion::train
