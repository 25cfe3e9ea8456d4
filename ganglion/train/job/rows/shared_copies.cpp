#include "ganglion/train/job/rows/shared_copies.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "ganglion/data/row_copies.h"
#include "ganglion/train/job/rows/row_groups.h"

namespace ganglion::train {
namespace {

using Hashes = std::vector<std::vector<std::uint64_t>>;  // of each column, its rows

/// Nothing for a file that lacks one of the columns.
std::optional<Hashes> hashes_in(const data::Table& table, const std::vector<std::string>& names) {
  Hashes hashes;
  for (const std::string& name : names) {
    const data::Column* column = table.find(name);
    if (column == nullptr) return std::nullopt;
    hashes.push_back(data::hashes_of(*column));
  }
  return hashes;
}

/// How many rows of a file are copies of rows in front of them, which are those of training.
std::int64_t count_shared(const Hashes& trained, const Hashes& file, std::size_t targets) {
  const data::CopyColumns compared = {.features = trained.size() - targets, .targets = targets};
  const auto groups = data::copied_rows(compared, [&](std::size_t i) {
    std::vector<std::uint64_t> both = trained[i];
    both.insert(both.end(), file[i].begin(), file[i].end());
    return both;
  });
  if (groups.empty()) return 0;
  const auto first = groups.begin() + std::ssize(trained[0]);
  std::vector<bool> is_trained(groups.size(), false);
  for (auto at = groups.begin(); at != first; ++at)
    is_trained[static_cast<std::size_t>(*at)] = true;
  return std::count_if(first, groups.end(), [&](std::int64_t group) {
    return is_trained[static_cast<std::size_t>(group)];
  });
}

}  // namespace

void note_shared_copies(JobSource& source, const RowSplits& splits, const Job& job,
                        const data::ColumnTypes& types, const HoldoutFiles& files,
                        const Listener& listener) {
  constexpr std::int64_t kMostValues = 50'000'000;
  if ((!files.test && !files.validation) || !source.header().samples().empty()) return;
  const std::vector<std::string> names = compared_columns(source.header(), job, types);
  if (splits.rows() * std::ssize(names) > kMostValues) return;
  Hashes trained;
  for (const std::string& name : names) {
    const data::Table column = source.training_columns(std::span(&name, 1), splits);
    trained.push_back(data::hashes_of(column.column(name)));
  }
  for (const auto* file : {&files.test, &files.validation}) {
    const auto own = *file ? hashes_in(**file, names) : std::nullopt;
    if (!own) continue;
    const std::int64_t shared = count_shared(trained, *own, job.targets.size());
    if (shared == 0) continue;
    listener.tell_note(
        fmt::format("{}: {} of {} rows are copies of training rows, so the score on them says "
                    "little of new ones; leave them out of one of the two files",
                    (*file)->source(), shared, (*file)->rows()));
  }
}

}  // namespace ganglion::train
