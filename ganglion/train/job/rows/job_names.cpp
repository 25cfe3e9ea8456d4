#include "ganglion/train/job/rows/job_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/data/samples/class_folders.h"

namespace ganglion::train {
namespace {

/// A list of names without the blanks around its commas.
std::string without_blanks_at_commas(const std::string& text) {
  std::string result;
  for (const char c : text) {
    while (c == ',' && result.ends_with(' ')) result.pop_back();
    if (c != ' ' || !result.ends_with(',')) result += c;
  }
  return result;
}

/// The columns that parts of a list name. A name may hold commas, at which the list was cut: the
/// longest name that parts give together is taken.
std::vector<std::string> column_names(const data::Table& table,
                                      const std::vector<std::string>& parts) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < parts.size();) {
    std::size_t end = i + 1;
    std::string name;
    std::string list = without_blanks_at_commas(parts[i]);
    for (std::size_t next = i + 1; next < parts.size(); ++next) {
      list += "," + without_blanks_at_commas(parts[next]);
      const auto at = std::ranges::find(table.columns(), list, [](const data::Column& column) {
        return without_blanks_at_commas(column.name);
      });
      if (at == table.columns().end()) continue;
      name = at->name;
      end = next + 1;
    }
    names.push_back(end == i + 1 ? table.column_name(parts[i]) : name);
    i = end;
  }
  return names;
}

std::string group_column(const data::Table& table, const std::string& group) {
  if (data::files_of(table).empty()) return table.column_name(group);
  throw Error(fmt::format("{} is a column of a table, but {} holds files; put the files of a group "
                          "on one side yourself, with `test` and `validation`",
                          setting("group", group), table.source()),
              {.setting = "group"});
}

/// What is said of columns, by the names that they have.
template <class Value>
std::map<std::string, Value> renamed(const data::Table& table,
                                     const std::map<std::string, Value>& said) {
  std::map<std::string, Value> result;
  for (const auto& [name, value] : said) result[table.column_name(name)] = value;
  return result;
}

}  // namespace

void name_columns(Job& job, const data::Table& table) {
  job.ignore = column_names(table, job.ignore);
  job.targets = column_names(table, job.targets);
  job.columns = renamed(table, job.columns);
  job.formats = renamed(table, job.formats);
  job.bins_of = renamed(table, job.bins_of);
  job.missing_of = renamed(table, job.missing_of);
  if (!job.time_column.empty()) job.time_column = table.column_name(job.time_column);
  if (!job.series.empty()) job.series = table.column_name(job.series);
  if (!job.group.empty()) job.group = group_column(table, job.group);
}

}  // namespace ganglion::train
