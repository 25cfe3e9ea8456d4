#include "ganglion/train/job/job_table_keys.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "ganglion/data/features/bins.h"
#include "ganglion/data/features/column_types.h"
#include "ganglion/train/job/column_words.h"
#include "ganglion/train/job/job_key_forms.h"
#include "ganglion/train/job/job_values.h"

namespace ganglion::train {
namespace {

using Maybe = std::optional<std::string>;

JobKey columns_key() {
  return {"columns", "COL=TYPE[,…]",
          "column types: number, linear, log, robust, category, boolean, date, text or ignore "
          "[default: detected]",
          set_column_words, [](const Job& job) -> Maybe {
            std::string text;
            for (const auto& [name, type] : job.columns) {
              text += (text.empty() ? "" : ", ") + toml_text(name) + " = " +
                      toml_text(column_words(job, name));
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

std::vector<JobKey> clip_keys() {
  const std::vector<std::string> words = {"auto", "yes", "no"};
  const std::vector<std::optional<bool>> meanings = {std::nullopt, true, false};
  return {
      choice_key("clip_inputs", "HOW",
                 "clip numbers far outside the training range smoothly: yes, no or auto (not if "
                 "all but linear)",
                 &Job::clip_inputs, words, meanings),
      choice_key("clip_output", "HOW",
                 "keep predicted numbers within the training range and 10 %: yes, no or auto "
                 "(not if all but linear)",
                 &Job::clip_output, words, meanings)};
}

JobKey strict_key() {
  JobKey key =
      choice_key("strict", "[yes|no]",
                 "lost data (columns left out, undeclared missing texts, …) are errors, not notes",
                 &Job::strict, {"yes", "no"}, {true, false});
  key.implied = "yes";
  return key;
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
  std::vector<JobKey> keys = {
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
      whole_key("bins",
                "piecewise-linear bins of each column of numbers with 30 distinct values; 0: none "
                "[default: chosen from the rows; 0 with "
                "`network`]",
                &Job::bins, 0, data::kMaxBins),
      strict_key(),
  };
  for (JobKey& key : clip_keys()) keys.push_back(std::move(key));
  return keys;
}

}  // namespace ganglion::train
