#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ganglion/data/table.h"
#include "ganglion/train/job/job.h"
#include "ganglion/train/job/listener.h"

namespace ganglion::train {

/// The rows of settings that name files of their own, without those whose target is missing.
struct HoldoutFiles {
  std::optional<data::Table> test = std::nullopt;
  std::optional<data::Table> validation = std::nullopt;
};

/// Throws Error that begins with the setting.
HoldoutFiles read_holdout_files(const Job& job, const data::Table& training,
                                const Listener& listener);

/// Tells how many of a table's rows have no target. Throws Error when none has one.
void tell_dropped(const data::Table& table, std::int64_t kept, std::int64_t rows,
                  const std::vector<std::string>& targets, const Listener& listener);

}  // namespace ganglion::train
