#include "ganglion/train/job/job_table_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "ganglion/core/error.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/features/column_types.h"
#include "ganglion/data/text/number_format_words.h"
#include "ganglion/train/job/job_key_forms.h"
#include "ganglion/train/job/job_values.h"

namespace ganglion::train {
namespace {

using Values = std::vector<std::string>;
using Maybe = std::optional<std::string>;

/// Where a name ends and its type begins: at the '=' before a type; a name may hold one, too.
std::size_t end_of_name(const std::string& part) {
  for (std::size_t at = part.find('='); at != std::string::npos; at = part.find('=', at + 1)) {
    const std::size_t end = std::min(part.find(' ', at), part.size());
    if (at > 0 && data::is_column_type(part.substr(at + 1, end - at - 1))) return at;
  }
  const std::size_t last = part.rfind('=');
  if (last == std::string::npos || last == 0) {
    throw Error(fmt::format("{}: write COL=TYPE, such as zip=category", shown(part)));
  }
  return last;
}

/// "zip=category,sum=number decimal=comma". A name may hold commas, and a type holds none: a part
/// ends at the first comma after a '='.
void set_columns(Job& job, const Values& values) {
  job.columns.clear();
  job.formats.clear();
  for (const std::string& value : values) {
    for (std::size_t from = 0; from <= value.size();) {
      const std::size_t to = std::min(value.find(',', value.find('=', from)), value.size());
      const std::string part = value.substr(from, to - from);
      const std::size_t equals = end_of_name(part);
      const std::string name = part.substr(0, equals);
      const std::size_t end = std::min(part.find(' ', equals), part.size());
      job.columns[name] = data::column_type_named(part.substr(equals + 1, end - equals - 1));
      if (end < part.size()) job.formats[name] = data::number_format_named(part.substr(end + 1));
      from = to + 1;
    }
  }
}

std::string column_text(const Job& job, const std::string& name, data::ColumnType type) {
  const auto format = job.formats.find(name);
  const std::string words =
      format == job.formats.end() ? std::string() : data::words_of(format->second);
  return std::string(data::name_of(type)) + (words.empty() ? "" : " " + words);
}

JobKey columns_key() {
  return {"columns", "COL=TYPE[,…]",
          "column types: number, linear, log, robust, category, boolean, date, text or ignore "
          "[default: detected]",
          set_columns, [](const Job& job) -> Maybe {
            std::string text;
            for (const auto& [name, type] : job.columns) {
              text += (text.empty() ? "" : ", ") + toml_text(name) + " = " +
                      toml_text(column_text(job, name, type));
            }
            return text.empty() ? Maybe() : "{" + text + "}";
          }};
}

JobKey encoding_key() {
  return value_key("encoding", "NAME", "text encoding of tables: utf-8 or latin1", &Job::encoding,
                   data::encoding_named, [](data::Encoding encoding) {
                     return encoding == data::Encoding::utf8 ? "utf-8" : "latin1";
                   });
}

JobKey decimal_key() {
  return value_key("decimal", "MARK",
                   "decimal mark of the numbers in tables: . or , or auto (found for each column)",
                   &Job::decimal, data::decimal_named, [](char mark) {
                     return mark == 0 ? std::string("auto") : std::string(1, mark);
                   });
}

}  // namespace

std::vector<JobKey> table_keys() {
  constexpr std::int64_t kManyLines = 1'000'000'000;
  return {
      choice_key("header", "HOW",
                 "whether the first line of a table holds column names: yes, no or auto",
                 &Job::header, {"auto", "yes", "no"},
                 {data::Header::automatic, data::Header::yes, data::Header::no}),
      encoding_key(),
      decimal_key(),
      list_key(
          "missing", "TEXT[,TEXT…]",
          "texts that stand for a missing value, such as -999 or unknown, besides the usual ones",
          &Job::missing),
      whole_key("skip_rows", "lines to pass over before the table begins", &Job::skip_rows, 0,
                kManyLines),
      list_key("ignore", "COL[,COL…]", "columns to exclude", &Job::ignore),
      columns_key(),
  };
}

}  // namespace ganglion::train
