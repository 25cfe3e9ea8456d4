#include "ganglion/train/job/rows/holdout_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/core/suggestion.h"
#include "ganglion/data/task.h"
#include "ganglion/train/job/rows/job_rows.h"

namespace ganglion::train {
namespace {

std::optional<data::Table> own_file(const Holdout& holdout, const Job& job,
                                    const data::Table& training, data::ArrayPart part,
                                    const Listener& listener) {
  if (holdout.file.empty()) return std::nullopt;
  try {
    data::Table table = read_more_rows(holdout.file, part, job, training, listener);
    const auto rows = data::labelled_rows(table, job.targets);
    const auto kept = static_cast<std::int64_t>(rows.size());
    tell_dropped(table, kept, table.rows(), job.targets, listener);
    return kept == table.rows() ? std::move(table) : table.rows(rows);
  } catch (const Error& error) {
    const char* name = part == data::ArrayPart::test ? "test" : "validation";
    throw Error(fmt::format("{}: {}", setting(name), error.what()), error.remedy());
  }
}

}  // namespace

HoldoutFiles read_holdout_files(const Job& job, const data::Table& training,
                                const Listener& listener) {
  return {
      .test = own_file(job.test, job, training, data::ArrayPart::test, listener),
      .validation = own_file(job.validation, job, training, data::ArrayPart::validation, listener)};
}

void tell_dropped(const data::Table& table, std::int64_t kept, std::int64_t rows,
                  const std::vector<std::string>& targets, const Listener& listener) {
  if (kept == 0) {
    throw Error(fmt::format("{}: the target {} is missing in every row; choose another with "
                            "`target`",
                            table.source(), fmt::join(targets, ", ")),
                {.setting = "target"});
  }
  if (kept == rows) return;
  std::string text;
  for (const std::string& target : targets) {
    const data::Column* column = table.find(target);
    if (column != nullptr && text.empty()) text = column->undeclared;
  }
  listener.tell(
      {"",
       fmt::format("{}: dropped {} of {} rows: missing target{}", table.source(), rows - kept, rows,
                   text.empty() ? std::string()
                                : fmt::format(" ({}, for one; if that is a class, give it "
                                              "another name)",
                                              shown(text))),
       data::NoteKind::rows_dropped});
}

}  // namespace ganglion::train
