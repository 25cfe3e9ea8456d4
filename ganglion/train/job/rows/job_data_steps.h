#pragma once
#include <optional>
#include <string>
#include <vector>

#include "ganglion/data/column_source.h"
#include "ganglion/train/job/rows/job_data.h"

/// The steps of read_job_data, for tables in memory and in files alike.
namespace ganglion::train {

/// From a table that has the targets.
data::Task choose_task(Job& job, const data::Table& table, const Listener& listener);
/// Tells how many rows have no target. Throws Error when none has one.
void tell_dropped(const std::string& source, std::int64_t kept, std::int64_t rows,
                  const std::vector<std::string>& targets, const Listener& listener);
/// From all rows, those of the test, too: what a column means is no secret of the test.
data::ColumnTypes column_types(data::ColumnSource& source, const Job& job);
/// The table of an option that names a file.
std::optional<data::Table> own_file(const Holdout& holdout, const Job& job, const char* option,
                                    const Listener& listener);
void tell_split(const Job& job, std::int64_t train, std::int64_t validation, std::int64_t test,
                const Listener& listener);
/// Not more than a screen holds.
void tell_notes(const std::vector<std::string>& notes, const Listener& listener);

struct Fitted {
  data::Preprocessing preprocessing;
  DataSummary summary;
};
/// Learns from the training rows, and fills in job.output.
Fitted fit_columns(Job& job, data::Task task, const data::ColumnTypes& types,
                   data::ColumnSource& train, const Listener& listener);

/// Rows that are kept as they were read, to show mistakes in.
constexpr std::int64_t kRowsShown = 20'000;
/// The first of them.
data::Table beginning(const data::Table& table);

/// Added to the seed for the validation rows: the draws of the test would take rows of like places.
constexpr std::uint64_t kValidationStream = 0x9e3779b97f4a7c15U;

}  // namespace ganglion::train
