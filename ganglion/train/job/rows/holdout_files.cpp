#include "ganglion/train/job/rows/holdout_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/data/task.h"
#include "ganglion/train/job/rows/job_rows.h"

namespace ganglion::train {
namespace {

std::optional<data::Table> own_file(const Holdout& holdout, const Job& job,
                                    const data::Table& training, const char* name,
                                    const Listener& listener) {
  if (holdout.file.empty()) return std::nullopt;
  try {
    data::Table table = read_more_rows(holdout.file, job, training, listener);
    const auto rows = data::labelled_rows(table, job.targets);
    const auto kept = static_cast<std::int64_t>(rows.size());
    tell_dropped(table.source(), kept, table.rows(), job.targets, listener);
    return kept == table.rows() ? std::move(table) : table.rows(rows);
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", setting(name), error.what()), error.remedy());
  }
}

}  // namespace

HoldoutFiles read_holdout_files(const Job& job, const data::Table& training,
                                const Listener& listener) {
  return {.test = own_file(job.test, job, training, "test", listener),
          .validation = own_file(job.validation, job, training, "validation", listener)};
}

void tell_dropped(const std::string& source, std::int64_t kept, std::int64_t rows,
                  const std::vector<std::string>& targets, const Listener& listener) {
  if (kept == 0) {
    throw Error(fmt::format("{}: the target {} is missing in every row; choose another with "
                            "`target`",
                            source, fmt::join(targets, ", ")),
                {.setting = "target"});
  }
  if (kept == rows) return;
  listener.tell(
      {"", fmt::format("{}: dropped {} of {} rows: missing target", source, rows - kept, rows),
       data::NoteKind::rows_dropped});
}

}  // namespace ganglion::train
