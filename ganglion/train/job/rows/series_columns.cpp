#include "ganglion/train/job/rows/series_columns.h"

#include <fmt/format.h>

#include <set>
#include <string>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/features/column_types.h"

namespace ganglion::train {
namespace {

using data::ColumnType;

constexpr std::size_t kMaxTexts = 50;

void check_roles(const Job& job) {
  std::set<std::string> seen;
  for (const std::string& name : {job.targets[0], job.time_column, job.series}) {
    if (name.empty() || seen.insert(name).second) continue;
    throw Error(
        fmt::format("column {} has two roles among `target`, `time_column` and `series`; "
                    "name another",
                    shown(name)));
  }
}

/// Types of all columns but target, time and series.
data::ColumnTypes other_types(const Job& job, data::ColumnSource& source) {
  data::ColumnTypes given;
  for (const std::string& name : job.ignore) given[name] = ColumnType::ignore;
  for (const auto& [name, type] : job.columns) given[name] = type;
  for (const std::string& name : {job.time_column, job.series}) {
    if (!name.empty()) given[name] = ColumnType::ignore;
  }
  return data::find_types(source, job.targets, given);
}

bool is_number(ColumnType type) {
  return type == ColumnType::number || type == ColumnType::linear || type == ColumnType::log ||
         type == ColumnType::robust;
}

}  // namespace

data::SeriesRecipe series_columns(const Job& job, data::ColumnSource& source,
                                  const Listener& listener) {
  if (!job.series.empty()) source.header().column(job.series);
  check_roles(job);
  data::SeriesRecipe recipe = {
      .target = job.targets[0], .time_column = job.time_column, .series_column = job.series};
  const data::ColumnTypes types = other_types(job, source);
  for (const data::Column& column : source.header().columns()) {
    const auto type = types.find(column.name);
    if (type == types.end() || type->second == ColumnType::ignore) continue;
    const bool text = type->second == ColumnType::category || type->second == ColumnType::boolean;
    const bool number = is_number(type->second) && column.kind == data::ColumnKind::number;
    if (number || (text && column.names.size() <= kMaxTexts)) {
      recipe.columns.push_back({.name = column.name, .is_text = !number, .format = column.format});
      continue;
    }
    listener.tell({column.name,
                   fmt::format("{}: excluded from the forecast", name_of(type->second)),
                   data::NoteKind::column_excluded});
  }
  return recipe;
}

}  // namespace ganglion::train
