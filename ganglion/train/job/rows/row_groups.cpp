#include "ganglion/train/job/rows/row_groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <string>

#include "ganglion/core/error.h"
#include "ganglion/core/setting.h"
#include "ganglion/data/row_copies.h"
#include "ganglion/data/samples/class_folders.h"
#include "ganglion/data/text/text.h"

namespace ganglion::train {
namespace {

/// Groups of the rows that aren't dropped, as groups of all.
RowGroups with_dropped(const std::vector<std::int64_t>& groups, const RowSplits& splits) {
  std::vector<std::int64_t> group_of(static_cast<std::size_t>(splits.rows()), 0);
  std::size_t at = 0;
  for (std::int64_t row = 0; row < splits.rows(); ++row) {
    if (splits[row] != Split::dropped) group_of[static_cast<std::size_t>(row)] = groups[at++];
  }
  return RowGroups(std::move(group_of));
}

void check_groupable(const Job& job) {
  if (!job.time_column.empty()) {
    throw Error(
        "`group` and `time_column` are both given; give one: rows are split by groups, or "
        "in the order of time",
        {.setting = "group"});
  }
  if (std::ranges::find(job.targets, job.group) != job.targets.end()) {
    throw Error(fmt::format("column {} is both target and `group`; choose one", shown(job.group)),
                {.setting = "group"});
  }
}

/// A missing value is a group of its own.
RowGroups column_groups(JobSource& source, const RowSplits& splits, const Job& job,
                        const Listener& listener) {
  check_groupable(job);
  std::vector<std::int64_t> groups;
  std::int64_t missing = 0;
  std::int64_t count = 0;
  source.look(splits, [&](data::ColumnSource& columns) {
    const data::Column& column = columns.with(job.group).column(job.group);
    std::map<std::pair<double, std::int32_t>, std::int64_t> group_of;
    groups.clear();
    missing = count = 0;
    for (std::int64_t row = 0; row < column.rows(); ++row) {
      const auto i = static_cast<std::size_t>(row);
      if (column.is_missing(row)) {
        ++missing;
        groups.push_back(count++);
        continue;
      }
      const bool number = column.kind == data::ColumnKind::number;
      const auto [at, is_new] = group_of.emplace(
          std::pair(number ? column.numbers[i] : 0.0, number ? 0 : column.codes[i]), count);
      if (is_new) ++count;
      groups.push_back(at->second);
    }
  });
  if (count < 2) {
    throw Error(fmt::format("{}: {}: all rows are in one group; at least two are needed",
                            source.header().source(), setting("group", job.group)),
                {.setting = "group"});
  }
  listener.tell_choice({"groups", fmt::format("{} of {}", count, shown(job.group)),
                        "rows of a group stay on one side of every split"});
  if (missing > 0) {
    listener.tell_note(fmt::format("{} of {} rows have no {}; each of them is a group of its own",
                                   missing, groups.size(), shown(job.group)));
  }
  return with_dropped(groups, splits);
}

bool draws_rows(const Job& job) {
  const auto draws = [](const Holdout& holdout) {
    return holdout.file.empty() && holdout.fraction > 0;
  };
  return job.time_column.empty() &&
         (draws(job.test) || draws(job.validation) || job.cross_validate > 0);
}

std::vector<std::uint64_t> sample_hashes(const data::Table& table) {
  std::vector<std::string> paths = data::files_of(table);
  for (std::string& path : paths) path.insert(0, table.source() + "/");
  return paths.empty() ? data::hashes_of(table.samples()) : data::hashes_of_files(paths);
}

/// What is compared of a job's rows. Images and signals are one more feature, the first.
struct ComparedRows {
  data::CopyColumns columns;
  data::ColumnHashes hashes;
};

/// `columns` must outlive what is returned.
ComparedRows compared_in(data::ColumnSource& columns, std::vector<std::string> names,
                         std::size_t targets) {
  std::vector<std::uint64_t> of_samples;
  const std::size_t samples = columns.header().samples().empty() ? 0 : 1;
  if (samples > 0) of_samples = sample_hashes(columns.header());
  return {.columns = {.features = names.size() - targets + samples, .targets = targets},
          .hashes = [=, &columns, names = std::move(names)](std::size_t i) {
            if (i < samples) return of_samples;
            const std::string& name = names[i - samples];
            return data::hashes_of(columns.with(name).column(name));
          }};
}

bool is_of_classes(const Job& job) {
  return job.targets.size() == 1 && (job.task == Task::binary || job.task == Task::multiclass);
}

/// What no model can be right about: a file in two classes, one of which is wrong, and equal rows
/// with other targets, of which one in a hundred is worth a note.
void note_opposed(const ComparedRows& compared, data::ColumnSource& columns, const Job& job,
                  const Listener& listener) {
  constexpr std::int64_t kMinShare = 100;
  const data::OpposedRows found = data::opposed_rows(compared.columns, compared.hashes);
  const bool samples = !columns.header().samples().empty();
  if (found.outvoted * (samples ? columns.rows() : kMinShare) < columns.rows()) return;
  const data::Table& table = columns.with(job.targets[0]);
  const std::string pair =
      fmt::format("{} and {}", table.place(found.first), table.place(found.opponent));
  const double most =
      100.0 - 100.0 * static_cast<double>(found.outvoted) / static_cast<double>(columns.rows());
  if (samples) {
    const std::int64_t more = found.outvoted - 1;
    listener.tell_note(fmt::format("{} are the same {} in two classes{}; one of them is wrong",
                                   pair, data::name_of(table.samples().kind()),
                                   more > 0 ? fmt::format(", as {} more are", more) : ""));
    return;
  }
  listener.tell_note(fmt::format(
      "{}: {} of {} rows equal others in all features and have another {}, such as {}: "
      "no model can be right on more than {:.1f} % of them",
      table.source(), found.outvoted, columns.rows(), shown(job.targets[0]), pair, most));
}

}  // namespace

std::vector<std::string> compared_columns(const data::Table& header, const Job& job,
                                          const data::ColumnTypes& types) {
  if (!header.samples().empty()) return job.targets;
  std::vector<std::string> names;
  for (const auto& [name, type] : types) {
    const bool feature = type != data::ColumnType::ignore && type != data::ColumnType::identifier &&
                         type != data::ColumnType::label;
    if (feature) names.push_back(name);
  }
  names.insert(names.end(), job.targets.begin(), job.targets.end());
  return names;
}

std::vector<std::int64_t> RowGroups::of(const RowSplits& splits, Split split) const {
  std::vector<std::int64_t> groups;
  if (empty()) return groups;
  for (std::int64_t row = 0; row < splits.rows(); ++row) {
    if (splits[row] == split) groups.push_back(group_of_[static_cast<std::size_t>(row)]);
  }
  return groups;
}

RowGroups row_groups(JobSource& source, const RowSplits& splits, const Job& job,
                     const data::ColumnTypes& types, const Listener& listener) {
  if (!job.group.empty()) return column_groups(source, splits, job, listener);
  if (!draws_rows(job)) return {};
  std::vector<std::int64_t> groups;
  source.look(splits, [&](data::ColumnSource& columns) {
    const ComparedRows compared =
        compared_in(columns, compared_columns(columns.header(), job, types), job.targets.size());
    groups = data::copied_rows(compared.columns, compared.hashes);
    if (is_of_classes(job)) note_opposed(compared, columns, job, listener);
  });
  if (groups.empty()) return {};
  const std::int64_t copies = data::count_copies(groups);
  if (listener.copies_found) listener.copies_found(copies);
  listener.tell_note(fmt::format(
      "{}: {} of {} rows are copies of others; copies of a row stay on one side of every split",
      source.header().source(), copies, groups.size()));
  return with_dropped(groups, splits);
}

void note_shared_groups(JobSource& source, const RowSplits& splits, const Job& job,
                        const HoldoutFiles& files, const Listener& listener) {
  if (job.group.empty() || (!files.test && !files.validation)) return;
  std::set<std::string> trained;
  const data::Table rows = source.training_columns(std::span(&job.group, 1), splits);
  const data::Column& column = rows.column(job.group);
  for (std::int64_t row = 0; row < rows.rows(); ++row) trained.insert(column.text(row));
  for (const auto* file : {&files.test, &files.validation}) {
    const data::Column* own = *file ? (*file)->find(job.group) : nullptr;
    if (own == nullptr) continue;
    std::int64_t shared = 0;
    for (std::int64_t row = 0; row < own->rows(); ++row) {
      shared += !own->is_missing(row) && trained.contains(own->text(row)) ? 1 : 0;
    }
    if (shared == 0) continue;
    listener.tell_note(fmt::format("{}: {} of {} rows are of a {} that is trained on, too",
                                   (*file)->source(), shared, own->rows(), shown(job.group)));
  }
}

}  // namespace ganglion::train
