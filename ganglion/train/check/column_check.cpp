#include "ganglion/train/check/column_check.h"

#include <algorithm>
#include <cmath>

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
  std::vector<std::int64_t> counts(column.names.size(), 0);
  for (const std::int32_t code : column.codes) {
    code < 0 ? ++check.missing : ++counts[static_cast<std::size_t>(code)];
  }
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) order.push_back(i);
  }
  check.distinct = std::ssize(order);
  std::ranges::stable_sort(order,
                           [&](std::size_t a, std::size_t b) { return counts[a] > counts[b]; });
  order.resize(std::min(order.size(), ColumnCheck::kFrequent));
  for (const std::size_t i : order) {
    if (counts[i] > 1) check.most_frequent.push_back({column.names[i], counts[i]});
  }
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
  return *order == data::DateOrder::day_first     ? "day first"
         : *order == data::DateOrder::month_first ? "month first"
                                                  : "year first";
}

ColumnCheck check_column(const data::Column& column) {
  const bool numbers = column.kind == data::ColumnKind::number;
  ColumnCheck check{.name = column.name, .type = numbers ? "number" : "category"};
  if (numbers) {
    check.written = column.format.to_string();
    check_numbers(column, check);
  } else {
    check_texts(column, check);
  }
  check.examples = examples_of(column);
  return check;
}

}  // namespace ganglion::train
