#include "ganglion/train/report/pictures/held_table.h"

#include <algorithm>

#include "ganglion/core/numbers.h"

namespace ganglion::train::report {
namespace {

std::int32_t most_frequent(const data::Column& column) {
  std::vector<std::int64_t> counts(column.names.size(), 0);
  for (const std::int32_t code : column.codes) {
    if (code >= 0) ++counts[static_cast<std::size_t>(code)];
  }
  if (counts.empty()) return -1;
  return static_cast<std::int32_t>(std::ranges::max_element(counts) - counts.begin());
}

}  // namespace

HeldTable::HeldTable(const data::Preprocessing& preprocessing, const data::Table& table) {
  for (const data::FeatureColumn& feature : preprocessing.state().features) {
    const data::Column& column = table.column(feature.name);
    data::Column held{.name = column.name,
                      .kind = column.kind,
                      .spellings = column.spellings,
                      .format = column.format,
                      .date_order = column.date_order,
                      .names = column.names};
    if (column.kind == data::ColumnKind::number) {
      held.numbers = {lower_median(column.numbers)};
    } else {
      held.codes = {most_frequent(column)};
    }
    columns_.push_back(std::move(held));
  }
}

data::Table HeldTable::with(
    const std::vector<std::pair<std::string, std::vector<double>>>& varied) const {
  const std::size_t rows = varied.empty() ? 1 : varied[0].second.size();
  std::vector<data::Column> columns = columns_;
  for (data::Column& column : columns) {
    const auto given =
        std::ranges::find_if(varied, [&](const auto& one) { return one.first == column.name; });
    if (given != varied.end()) {
      column.numbers = given->second;
    } else if (column.kind == data::ColumnKind::number) {
      column.numbers.assign(rows, column.numbers[0]);
    } else {
      column.codes.assign(rows, column.codes[0]);
    }
  }
  return {"made-up rows", std::move(columns)};
}

std::vector<std::pair<std::string, std::string>> HeldTable::held(
    const std::vector<std::string>& varied) const {
  std::vector<std::pair<std::string, std::string>> result;
  for (const data::Column& column : columns_) {
    if (std::ranges::find(varied, column.name) != varied.end()) continue;
    const std::string text = column.text(0);
    result.emplace_back(column.name, text.empty() ? "missing" : text);
  }
  return result;
}

}  // namespace ganglion::train::report
