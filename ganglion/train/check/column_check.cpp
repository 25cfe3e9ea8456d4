#include "ganglion/train/check/column_check.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "ganglion/data/column_texts.h"
#include "ganglion/data/features/column_dates.h"
#include "ganglion/data/features/column_types.h"
#include "ganglion/train/evaluate/data_summary.h"

namespace ganglion::train {
namespace {

void check_numbers(const data::Column& column, ColumnCheck& check) {
  std::vector<double> values;
  double sum = 0.0;
  for (const double value : column.numbers) {
    if (std::isnan(value)) continue;
    values.push_back(value);
    sum += value;
  }
  check.missing = column.rows() - std::ssize(values);
  if (values.empty()) return;
  check.mean = sum / static_cast<double>(values.size());
  std::ranges::sort(values);
  check.least = values.front();
  check.most = values.back();
  check.distinct = std::unique(values.begin(), values.end()) - values.begin();
}

void check_texts(const data::Column& column, ColumnCheck& check) {
  TextCounts counts = text_counts(column, ColumnCheck::kFrequent);
  check.missing = counts.missing;
  check.distinct = counts.distinct;
  std::erase_if(counts.frequent, [](const TextCount& text) { return text.rows < 2; });
  check.most_frequent = std::move(counts.frequent);
}

/// Whether a text is the same date in any order.
bool is_clear(const std::string& text, double hours) {
  using data::DateOrder;
  return std::ranges::all_of(
      std::vector{DateOrder::day_first, DateOrder::month_first, DateOrder::year_first},
      [&](DateOrder order) {
        const auto date = data::parse_date(text, order);
        return date && date->hours == hours;
      });
}

}  // namespace

std::string order_in_words(const data::Column& column) {
  const auto order = column.date_order ? column.date_order : data::date_order(column);
  if (!order) return {};
  const bool clear = std::ranges::all_of(column.names, [&](const std::string& name) {
    const auto date = data::parse_date(name, *order);
    return !date || is_clear(name, date->hours);
  });
  if (clear) return {};
  return std::string(data::name_of(*order));
}

ColumnCheck check_column(const data::Column& column) {
  const bool numbers = column.kind == data::ColumnKind::number;
  ColumnCheck check{.name = column.name, .type = numbers ? "number" : "category"};
  if (numbers) {
    check.written = data::written_format(column);
    check_numbers(column, check);
  } else {
    check_texts(column, check);
  }
  check.examples = examples_of(column);
  return check;
}

}  // namespace ganglion::train
